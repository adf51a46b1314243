export const appSettings = {
  title: 'Title',
  titleHelp: 'As it is called in this console. Its address stays.',
  save: 'Save',
  sleep: 'Sleep',
  never: 'Never falls asleep by itself',
  skip: 'No dozing: from running straight to deep sleep',
  pause: 'Dozes after',
  pauseHelp: 'without a visit. It wakes in a blink.',
  stop: 'Sleeps deeply after',
  stopHelp: 'without a visit. It uses no memory then and takes a moment to wake.',
  standard: 'Leave empty for the standard of this machine.',
  seconds: 'seconds',
  minutes: 'minutes',
  hours: 'hours',
  unit: 'Unit',
  tooShort: 'At least 5 seconds.',
  order: 'Deep sleep must come later than dozing.',
}

export const danger = {
  title: 'Uninstall',
  text: 'The app and its containers go. Its data is not deleted: it is put on the shelf, and installing the app again can start from it.',
  button: (title: string) => `Uninstall ${title}`,
  ask: (title: string) => `Uninstall ${title}?`,
  sure: 'Its address stops working at once. Its data goes to the shelf and stays there until you delete it. To undo this, install the app again with its kept data.',
  yes: 'Uninstall, keep its data',
  done: (title: string) => `${title} is being uninstalled. Its data goes to the shelf.`,
}
