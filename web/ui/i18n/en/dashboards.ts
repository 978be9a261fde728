/** Dashboards and what they are filled with. */
export const dashboards = {
  title: 'Dashboards',
  empty: 'No dashboard can be filled here yet',
  emptyText: 'As soon as metrics of an exporter arrive in this scope, its dashboards are offered.',
  others_one: '{{count}} dashboard has no metrics here',
  others_other: '{{count}} dashboards have no metrics here',
  needs: 'needs one of {{metrics}}',
  unknown: 'There is no such dashboard',
  unknownText: 'Nothing has the uid {{uid}}.',
  all: 'All',
} as const;
