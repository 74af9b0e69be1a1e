import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./views/sites/SiteListView.vue') },
    { path: '/wall/:site', component: () => import('./views/wall/WallView.vue') },
    { path: '/:elsewhere(.*)*', redirect: '/' },
  ],
})
