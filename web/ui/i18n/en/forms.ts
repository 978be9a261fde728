export const forms = {
  save: 'Save',
  create: 'Create',
  cancel: 'Cancel',
  delete: 'Delete',
  remove: 'Remove {{what}}',
  required: 'Needed.',
  tooLong: 'At most {{max}} characters.',
  restored: 'Your unsaved changes are back.',
  stale:
    'Your unsaved changes are back. Someone has saved another version since; check before saving over it.',
  discard: 'Discard my changes',
  conflict: 'Someone else saved this while you were editing.',
  reload: 'Take theirs, drop mine',
  overwrite: 'Save mine over theirs',
  readOnly: 'You may look at this but not change it.',
  keyName: 'Name',
  keyValue: 'Value',
} as const;
