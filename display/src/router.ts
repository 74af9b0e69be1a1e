import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./views/sites/SiteListView.vue') },
    { path: '/wall/:site', component: () => import('./views/wall/WallView.vue') },
    // Every panel in every state; in no build that is served to a room.
    ...(import.meta.env.DEV
      ? [{ path: '/gallery', component: () => import('./views/gallery/GalleryView.vue') }]
      : []),
    { path: '/:elsewhere(.*)*', redirect: '/' },
  ],
})
