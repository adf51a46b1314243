const types: Readonly<Record<string, string>> = { svg: 'image/svg+xml', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp', gif: 'image/gif', ico: 'image/x-icon' }

/** The media type of a picture by its file's ending; nothing for what is no picture. */
export function pictureType(file: string): string | undefined {
  return types[file.split('.').at(-1)?.toLowerCase() ?? '']
}
