const shortest = 12

/** 0 (too short) to 3, by length first: that is what counts. Repetition counts once. */
export function strengthOf(password: string): 0 | 1 | 2 | 3 {
  const length = [...new Intl.Segmenter().segment(password)].length
  if (length < shortest) return 0
  const kinds = new Set(password.toLowerCase()).size
  if (kinds < 6) return 1
  return length >= 20 && kinds >= 9 ? 3 : length >= 15 ? 2 : 1
}
