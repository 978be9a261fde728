/** Boards of Grafana on our pages. */
export const grafana = {
  title: 'Grafana',
  awayText: 'Grafana does not answer. tocsin shows its boards as they were seen last.',
  back: 'All boards of Grafana',
  panel: 'Panel',
  whole: 'Whole dashboard',
  untitled: 'Panel {{id}}',
  noPanel: 'This dashboard has no panel {{id}}.',
  empty: 'No boards yet',
  emptyText: 'Nobody has saved a dashboard in the Grafana organisation of this tenant.',
  none: 'No Grafana here',
  noneText:
    'This tenant has no place in a Grafana; its dashboards are in tocsin. Whoever runs the service sets one up in the section grafana of the configuration file.',
} as const;
