/** Text of a value as a column keeps it; its type stays known, so that it is read back as what it was written. */
export type Json<T> = string & { readonly __json?: T }

export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value)
}

/** Our own rows were written through `toJson` and are changed only by migrations, so what is typed is trusted. */
export function fromJson<T>(text: Json<T>): T {
  return JSON.parse(text) as T
}
