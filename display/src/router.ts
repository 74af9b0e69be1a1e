import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./views/sites/SiteListView.vue') },
    { path: '/wall/:site', component: () => import('./views/wall/WallView.vue') },
    {
      path: '/m/:site',
      component: () => import('./views/leader/LeaderView.vue'),
      children: [
        { path: '', component: () => import('./views/leader/SiteOverview.vue') },
        { path: 'unit/:code', component: () => import('./views/leader/UnitPage.vue') },
        { path: 'sensor/:sensor', component: () => import('./views/leader/SensorPage.vue') },
        {
          path: 'series/:metric/:subject',
          component: () => import('./views/leader/SeriesPage.vue'),
        },
      ],
    },
    // Every panel in every state; in no build that is served to a room.
    ...(import.meta.env.DEV
      ? [{ path: '/gallery', component: () => import('./views/gallery/GalleryView.vue') }]
      : []),
    { path: '/:elsewhere(.*)*', redirect: '/' },
  ],
  // Back finds the place that was left; another choice on the same page stays where it is.
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})
