/** Series that recording rules make for dashboards. */
export const recordings = {
  title_one: 'A series that a recording rule makes is missing here',
  title_other: '{{count}} series that recording rules make are missing here',
  text: 'Panels that ask for them stay empty until rules record them in this scope:',
  waiting_one: 'A rule records this one; it comes with its first evaluation:',
  waiting_other: 'Rules record these; they come with their first evaluation:',
  create_one: 'Create the recording rule',
  create_other: 'Create {{count}} recording rules',
  fromFile: 'Take them from a rule file',
  noneInFile: 'No rule in {{name}} records any of them.',
  unknown_one: 'How one of them is made is not known here; the rule file of its author says it.',
  unknown_other:
    'How {{count}} of them are made is not known here; the rule file of their author says it.',
  toRules: 'Rules',
  askFor: 'Somebody who may write rules here can create them.',
  needless_one: 'A recording rule was made for a dashboard that is gone',
  needless_other: '{{count}} recording rules were made for dashboards that are gone',
  remove_one: 'Delete the rule',
  remove_other: 'Delete {{count}} rules',
  notFilled: 'Nothing of what it asks for is in this scope: {{metrics}}',
} as const;
