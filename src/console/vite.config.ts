import { svelte } from '@sveltejs/vite-plugin-svelte'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

/** Files only, nothing inline: the engine serves them with a policy that allows no inline script or style. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [tailwindcss(), svelte()],
  build: { outDir: '../../build/console', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022' },
})
