/** Where the API has a preview, and what is below it. */
export function previewPath(name: string, rest: string = ''): string {
  return `/api/previews/${encodeURIComponent(name)}${rest}`
}

/** Where the API has a registered image, and what is below it. */
export function imagePath(name: string, rest: string = ''): string {
  return `/api/images/${encodeURIComponent(name)}${rest}`
}
