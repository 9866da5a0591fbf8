import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router.js'
import { startLang } from './i18n/index.js'
import { reportFault } from './lib/fault.js'
import './styles/base.css'
import './styles/print.css'

startLang().then(() => {
  const app = createApp(App)
  app.config.errorHandler = reportFault
  // A page whose code cannot be fetched (server gone, new version installed) shows the same remedy.
  router.onError(reportFault)
  window.addEventListener('unhandledrejection', e => reportFault(e.reason))
  app.use(router).mount('#app')
})
