// Pages load when they are visited; the first page carries only itself.
import { createRouter, createWebHistory } from 'vue-router'
import { lang, setLang } from './i18n/index.js'
import Home from './pages/HomePage.vue'

const routes = [
  { path: '/', name: 'home', component: Home },
  { path: '/library', name: 'library', component: () => import('./pages/LibraryPage.vue') },
  { path: '/doc/:id', name: 'document', component: () => import('./pages/DocumentPage.vue') },
  { path: '/search', name: 'search', component: () => import('./pages/SearchPage.vue') },
  { path: '/standards', name: 'standards', component: () => import('./pages/StandardsPage.vue') },
  { path: '/calc', name: 'decisions', component: () => import('./pages/DecisionsPage.vue') },
  { path: '/calc/:name', name: 'decision', component: () => import('./pages/DecisionPage.vue') },
  { path: '/benefits', name: 'benefits', component: () => import('./pages/FinderPage.vue') },
  { path: '/firms', name: 'firms', component: () => import('./pages/FinderPage.vue') },
  { path: '/tasks', name: 'tasks', component: () => import('./pages/TasksPage.vue') },
  { path: '/policies', name: 'policies', component: () => import('./pages/PoliciesPage.vue') },
  { path: '/policies/:doc', name: 'policy', component: () => import('./pages/PolicyPage.vue') },
  { path: '/:rest(.*)*', name: 'lost', component: () => import('./pages/LostPage.vue') }
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior(to, from, saved) {
    if (saved) return saved
    if (to.path === from.path) return false
    return { top: 0 }
  }
})

// English is part of the address, so a link opens in the language it was sent in.
router.beforeEach(async to => {
  const asked = to.query.lang
  if (asked && asked !== lang.value) await setLang(asked)
  if (!asked && lang.value === 'en') return { ...to, query: { ...to.query, lang: 'en' }, replace: true }
  if (asked === 'zh') {
    const { lang: _, ...query } = to.query
    return { ...to, query, replace: true }
  }
  return true
})
