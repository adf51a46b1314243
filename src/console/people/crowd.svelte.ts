import { peopleApi } from '../api/people.ts'
import { Loaded } from '../state/loaded.svelte.ts'
import type { Everyone } from './audience.ts'

/** The people, groups and devices of this machine, as one screen asked for them. */
export class Crowd {
  readonly people = new Loaded(peopleApi.people)
  readonly groups = new Loaded(peopleApi.groups)
  readonly devices = new Loaded(peopleApi.devices)

  async load(): Promise<void> {
    await Promise.all([this.people.load(), this.groups.load(), this.devices.load()])
  }

  get problem() {
    return this.people.problem ?? this.groups.problem ?? this.devices.problem
  }

  /** Nobody while the answers are on their way. */
  get everyone(): Everyone {
    return { people: this.people.value ?? [], groups: this.groups.value ?? [], devices: this.devices.value ?? [] }
  }
}
