/** Whether the quick search is open; its button and its keys are in different places. */
export const search = $state({ open: false })
