/** Where the site's server listens: a port that needs no rights. */
const port = 8080

/** Nobody's ids: the site's server may read its files, and write nothing. Nothing is kept when it stops, so it ends at once. */
export const siteDockerfile = `FROM scratch
COPY --chmod=755 busybox /bin/busybox
COPY --chmod=644 httpd.conf /etc/httpd.conf
COPY site /site
USER 65534:65534
EXPOSE ${port}
STOPSIGNAL SIGKILL
ENTRYPOINT ["/bin/busybox", "httpd", "-f", "-p", "${port}", "-h", "/site", "-c", "/etc/httpd.conf"]
`

/** busybox takes no space before the charset. By the registry of media types (IANA), where busybox's own table is older or says nothing of the charset. */
const types: Readonly<Record<string, string>> = {
  html: 'text/html;charset=utf-8',
  htm: 'text/html;charset=utf-8',
  css: 'text/css;charset=utf-8',
  js: 'text/javascript;charset=utf-8',
  mjs: 'text/javascript;charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  webmanifest: 'application/manifest+json',
  txt: 'text/plain;charset=utf-8',
  md: 'text/markdown;charset=utf-8',
  xml: 'text/xml;charset=utf-8',
  svg: 'image/svg+xml',
  ico: 'image/vnd.microsoft.icon',
  webp: 'image/webp',
  avif: 'image/avif',
  woff: 'font/woff',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
  pdf: 'application/pdf',
  mp4: 'video/mp4',
  webm: 'video/webm',
}

/** For busybox httpd. */
export function siteSettings(hasNotFoundPage: boolean): string {
  const lines = Object.entries(types).map(([ending, type]) => `.${ending}:${type}`)
  return [...lines, ...(hasNotFoundPage ? ['E404:/site/404.html'] : []), ''].join('\n')
}
