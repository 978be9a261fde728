export const yaml = {
  way: { label: 'Edit as', form: 'Form', yaml: 'YAML' },
  findings: 'What is wrong',
  line: 'Line {{line}}:',
  unreadable: 'The YAML cannot be read; what is wrong stands at its lines.',
  stay: 'The form cannot show this: {{reason}} It stays YAML.',
  stayUnread: 'what stands there cannot be read yet.',
  stayMembers: 'it has no fields for {{members}}.',
  ruleHelp:
    'The whole rule, with the same names as in the history and in the API. Ctrl+Space completes.',
  isExchange:
    'This is a rule file. Under Rules › Import and export it becomes rules; here stands one rule.',
  sourceWins: 'is made from the source above and not read; without a source it would be',
  problem: {
    syntax: 'is not YAML: {{text}}',
    several: 'a second document; only one can stand here',
    alias: 'aliases (*name) are not followed here',
    twice: '{{name}} stands twice',
    unknown: '{{name}} is not known here',
    notMap: 'names with values are expected here',
    notList: 'a list is expected here, one “- ” a line',
    notText: 'a text is expected here',
    notNumber: 'a number is expected here',
    notFlag: 'true or false is expected here',
    notChoice: 'one of {{values}} is expected here',
  },
} as const;
