// Build of the browser application. Everything is bundled and served locally: no CDN, no web font.
import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import { elementStyles } from './scripts/element-styles.mjs'

const api = process.env.HENG_API || 'http://127.0.0.1:8090'

export default defineConfig({
  plugins: [vue(), elementStyles()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { port: 5173, proxy: { '/api': api } },
  build: {
    target: 'es2019', // 360 and Edge as found in offices; no exotic syntax
    cssTarget: 'chrome80',
    assetsInlineLimit: 0, // data: URLs would need a wider content security policy
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      output: {
        manualChunks(id) {
          if (/node_modules\/(vue|@vue|vue-router)\//.test(id)) return 'vue'
          if (/node_modules\/(echarts|zrender)\//.test(id)) return 'charts'
          return undefined
        }
      }
    }
  }
})
