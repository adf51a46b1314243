import { counted } from './format.ts'

export const audit = {
  text: 'Who did what, on what, from where, and how it went. Lines are added and never changed.',
  who: 'Who',
  action: 'What',
  object: 'On what',
  find: 'Show',
  clear: 'Show all',
  count: (count: number, more: boolean) => `${more ? 'The newest ' : ''}${counted(count, 'line', 'lines')}`,
  older: 'Older lines',
  end: 'That is the first line.',
  exports: 'Take it along',
  csv: 'As a table (CSV)',
  json: 'As JSON',
  empty: { title: 'Nothing was asked yet', text: 'What people and programs do here is written down on this page.' },
  none: { title: 'No line like that', text: 'Nothing that was written down fits what you look for.' },
  from: 'from',
  went: 'went well',
  refused: (result: string) => `refused: ${result}`,
  lines: 'Audit',
}
