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
    { path: '/sign-in', component: () => import('./views/door/SignInView.vue') },
    { path: '/setup', component: () => import('./views/door/SetupView.vue') },
    { path: '/set-password', component: () => import('./views/door/SetPasswordView.vue') },
    {
      path: '/account',
      component: () => import('./views/admin/AdminView.vue'),
      children: [{ path: '', component: () => import('./views/admin/AccountPage.vue') }],
    },
    {
      path: '/admin',
      component: () => import('./views/admin/AdminView.vue'),
      children: [
        { path: '', component: () => import('./views/admin/AdminHome.vue') },
        { path: 'people', component: () => import('./views/admin/people/PeoplePage.vue') },
        { path: 'people/:person', component: () => import('./views/admin/people/PersonPage.vue') },
        { path: 'new-person', component: () => import('./views/admin/people/NewPersonPage.vue') },
        // Not `site`: that is what a wall is of, and its feed runs for as long as it is named.
        { path: 'keys/:adminSite?', component: () => import('./views/admin/keys/KeysPage.vue') },
        {
          path: 'journal/:adminSite?',
          component: () => import('./views/admin/journal/JournalPage.vue'),
        },
        {
          path: 'self-check',
          component: () => import('./views/admin/self-check/SelfCheckPage.vue'),
        },
        { path: ':elsewhere(.*)*', component: () => import('./views/admin/NothingHere.vue') },
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
