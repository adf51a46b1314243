/**
 * Compose's `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}` and `$$`. `missing` is called with each name that
 * has neither value nor default, which then reads as nothing.
 */
export function interpolate(text: string, values: Readonly<Record<string, string>>, missing: (name: string) => void = () => undefined): string {
  return text.replace(/\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^}]*))?\})/g, (whole: string, plain?: string, braced?: string, sign?: string, other: string = '') => {
    const name = plain ?? braced
    if (name === undefined) return whole === '$$' ? '$' : whole
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    const is = value !== undefined && !(sign?.startsWith(':') && value === '')
    if (sign?.endsWith('+')) return is ? other : ''
    if (is) return value
    if (!sign?.endsWith('-')) missing(name)
    return sign?.endsWith('-') ? other : ''
  })
}
