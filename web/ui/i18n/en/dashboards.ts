/** Dashboards and what they are filled with. */
export const dashboards = {
  title: 'Dashboards',
  empty: 'No dashboard can be filled here yet',
  emptyText: 'As soon as metrics of an exporter arrive in this scope, its dashboards are offered.',
  others_one: '{{count}} dashboard has no metrics here',
  others_other: '{{count}} dashboards have no metrics here',
  lacks: 'This scope lacks metrics that this dashboard needs: {{metrics}}.',
  needs: 'needs {{metrics}}',
  left_one: '{{count}} panel is left out, because this scope lacks metrics for it',
  left_other: '{{count}} panels are left out, because this scope lacks metrics for them',
  unknown: 'There is no such dashboard',
  unknownText: 'Nothing has the uid {{uid}}.',
  all: 'All',
} as const;
