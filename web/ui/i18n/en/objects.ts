/** Kubernetes events and audit: the two pages that search objects. */
export const objects = {
  events: {
    title: 'Kubernetes events',
    list: 'Events',
    none: 'No event answers this in the chosen scope and time.',
    connect: 'No events from Kubernetes in {{scope}} in this time range',
    connectText:
      'Choose a longer time range, or connect a cluster: an event exporter (any that posts events as JSON) sends them to the address of its cluster. Each event then goes to whom its namespace belongs.',
    levels: { warn: 'Warning', info: 'Normal', other: 'other' },
  },
  audit: {
    title: 'Kubernetes audit',
    list: 'Audit records',
    none: 'No audit record answers this in the chosen scope and time.',
    connect: 'No audit records in {{scope}} in this time range',
    connectText:
      'Choose a longer time range, or connect a cluster: its API server posts to the address below when it is the server of the kubeconfig file that --audit-webhook-config-file names. Each record then goes to whom its namespace belongs; what has no namespace goes to _platform.',
    levels: { error: 'failed (5xx)', warn: 'refused (4xx)', info: 'done' },
    refused: 'Reading audit takes a permission of its own',
    refusedText:
      'You do not hold audit:read in {{scope}}. Administrators of the tenant, of a project or of an environment hold it there, and API tokens may carry it.',
    partly: 'You may read the audit of a part of this scope',
    partlyText:
      'You hold audit:read in these places of {{scope}}. Audit is shown where it is held on all of the scope: choose one of them.',
  },
  fields: {
    namespace: 'Namespace',
    kind: 'Kind',
    name: 'Name',
    reason: 'Reason',
    type: 'Type',
    user: 'User',
    verb: 'Verb',
    resource: 'Resource',
    code: 'Code',
    source: 'Source address',
    text: 'Text',
  },
  examples: {
    namespace: 'shop-*',
    kind: 'Pod',
    name: 'web-*',
    reason: 'BackOff, Failed*',
    type: 'Warning',
    user: 'system:*',
    verb: 'delete, patch',
    resource: 'secrets',
    code: '4xx, 500',
    source: '10.0.0.0/8',
    text: 'image',
  },
  columns: {
    time: 'Time',
    type: 'Type',
    object: 'Object',
    message: 'Message',
  },
  hint: '* stands for any text, {{not}} in front leaves out, commas separate several values',
  keys: 'j/k move, Enter opens',
  search: 'Search',
  clear: 'Clear',
  openLogs: 'Open in Logs',
  webhooks: 'Addresses of the clusters',
  token:
    'Send it with an API token of kind scope on _platform that holds logs:write (Authorization: Bearer …). An administrator of the system makes one.',
} as const;
