/** The environment in which git finds objects that were sent and are not taken yet. */
export type Quarantine = ReadonlyMap<string, string>
