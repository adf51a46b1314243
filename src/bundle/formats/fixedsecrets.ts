import type { Compose, Service } from '../compose.ts'
import { envFilesOf } from '../compose.ts'
import { readVariables } from '../interpolate.ts'
import { advice } from './fault.ts'
import type { Fault } from './fault.ts'

const secretName = /(PASSWORD|PASSWD|PASS|SECRET|TOKEN|API_KEY|SECRET_KEY|SECRET_KEY_BASE)$/i
/** Switches, and files in which the secret is, are no secrets themselves. */
const harmless = /^(|true|false|\/.*)$/i
const addressWithPassword = /^[a-z+]+:\/\/[^/\s:@]*:[^/\s@]+@/i

/** Passwords that are the same in every instance. `made` are the secrets that the template itself asked for. */
export function fixedSecrets({ services }: Compose, files: Readonly<Record<string, string>>, made: readonly string[]): readonly Fault[] {
  const isFixed = ([name, value]: readonly [string, string]): boolean =>
    ((secretName.test(name) && !harmless.test(value)) || addressWithPassword.test(value)) && !made.some((secret) => value.includes(secret))
  return Object.entries(services).flatMap(([service, one]) =>
    [...environmentOf(one), ...fromFiles(one, files)]
      .filter(isFixed)
      .map(([name]) => advice(`services.${service}.environment`, `${name} has a value that others can know; {{ secret('${name.toLowerCase()}') }} makes one for each instance`)),
  )
}

function environmentOf({ environment = {} }: Service): readonly (readonly [string, string])[] {
  if (!Array.isArray(environment)) return Object.entries(environment).map(([name, value]) => [name, String(value ?? '')])
  return environment.map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1 || line.length)])
}

function fromFiles(service: Service, files: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return envFilesOf(service).flatMap(({ path }) => [...readVariables(files[path.replace(/^\.\//, '')] ?? '')])
}
