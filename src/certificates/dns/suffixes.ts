/** The zones a name may lie in, the longest first, down to two labels: `a.b.example.org` → `b.example.org`, `example.org`, and itself before them. */
export function suffixesOf(name: string): readonly string[] {
  const labels = name.split('.')
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'))
}
