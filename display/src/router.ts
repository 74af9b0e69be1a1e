import type { Component } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

type OfficePages = typeof import('./views/office-pages.ts')

/** Pages of one desk come in one piece: a wall, which shows none of them, would else carry a list of all their pieces. */
function office(pick: (pages: OfficePages) => Component): () => Promise<Component> {
  return async () => pick(await import('./views/office-pages.ts'))
}

export const ROUTES: readonly RouteRecordRaw[] = [
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
  { path: '/setup', component: office((pages) => pages.SetupView) },
  { path: '/set-password', component: office((pages) => pages.SetPasswordView) },
  {
    path: '/account',
    component: office((pages) => pages.AdminView),
    children: [{ path: '', component: office((pages) => pages.AccountPage) }],
  },
  {
    path: '/admin',
    component: office((pages) => pages.AdminView),
    children: [
      { path: '', component: office((pages) => pages.AdminHome) },
      { path: 'people', component: office((pages) => pages.PeoplePage) },
      { path: 'people/:person', component: office((pages) => pages.PersonPage) },
      { path: 'new-person', component: office((pages) => pages.NewPersonPage) },
      // Not `site`: that is what a wall is of, and its feed runs for as long as it is named.
      { path: 'keys/:adminSite?', component: office((pages) => pages.KeysPage) },
      { path: 'journal/:adminSite?', component: office((pages) => pages.JournalPage) },
      { path: 'self-check', component: office((pages) => pages.SelfCheckPage) },
      { path: ':elsewhere(.*)*', component: office((pages) => pages.NothingHere) },
    ],
  },
  {
    path: '/desk/:deskSite',
    component: office((pages) => pages.DeskView),
    children: [
      { path: 'bulletins', component: office((pages) => pages.BulletinsPage) },
      { path: 'readings', component: office((pages) => pages.ReadingsPage) },
      { path: 'shifts', component: office((pages) => pages.ShiftPage) },
      { path: 'kpis', component: office((pages) => pages.KpiPage) },
      { path: 'drill', component: office((pages) => pages.DrillPage) },
      // Its columns want the whole window.
      { path: '', component: office((pages) => pages.AlarmDesk), meta: { isWide: true } },
      { path: 'dossiers', component: office((pages) => pages.DossiersPage) },
      { path: 'dossiers/import', component: office((pages) => pages.RegisterPage) },
      { path: 'dossiers/dossier', component: office((pages) => pages.DossierPage) },
    ],
  },
  // Every panel in every state; in no build that is served to a room.
  ...(import.meta.env.DEV || import.meta.env.MODE === 'gallery'
    ? [{ path: '/gallery', component: () => import('./views/gallery/GalleryView.vue') }]
    : []),
  { path: '/:elsewhere(.*)*', redirect: '/' },
]

export const router = createRouter({
  history: createWebHistory(),
  routes: ROUTES,
  // Back finds the place that was left; another choice on the same page stays where it is.
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})
