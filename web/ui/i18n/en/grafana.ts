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
    'This tenant has no place in a Grafana. An administrator sets it up in the section grafana.',
} as const;
