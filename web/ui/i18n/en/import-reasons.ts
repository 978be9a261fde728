/** Why a dashboard is not taken by an import, by the service's codes. */
export const importReasons = {
  too_long: 'The file has more than {{most}} characters.',
  not_json: 'The file is not JSON: {{detail}}. Export the dashboard as JSON again.',
  not_object: 'Expected a JSON object: the dashboard as Grafana exports it.',
  no_dashboard:
    'It has neither "panels" nor "rows" nor "elements", so it is no dashboard of Grafana. Use "Export as JSON" of the dashboard itself.',
  too_many_values: 'It holds more than {{most}} values. Split it into several dashboards.',
  too_deep: 'It is nested more than {{most}} levels deep, which no dashboard of Grafana is.',
  too_many_panels: 'It has {{count}} panels; at most {{most}} are taken. Split it.',
  too_many_queries: 'Panel "{{panel}}" has more than {{most}} queries. Split it.',
  too_many_variables: 'It has {{count}} variables; at most {{most}} are taken.',
  too_many_files: 'At most {{most}} files are read at once. Import the rest afterwards.',
  too_many_bytes: 'It has more than {{most}} bytes. Split it into several dashboards.',
  half_character: 'It holds half of a surrogate pair, which is no character. Save it as UTF-8.',
  no_title: 'It has no title. Give it a "title".',
  other_file: 'It is no .json file; only dashboards are imported.',
  same_uid: '{{file}} of this import has the same uid {{uid}}.',
  uid_taken:
    '{{owner}} has a dashboard with the uid {{uid}} already. Change that one, give this one another uid, or import it as a copy.',
  uid_reserved:
    'It has the uid {{uid}}: uids that begin with {{prefix}} are those of built-in dashboards. Copy the built-in one, or give it another uid.',
  dashboards_limit:
    '{{owner}} has {{most}} dashboards, the most that are kept. Delete one that nobody needs.',
  versions_limit:
    'The versions of the dashboards of {{owner}} have {{most}} MB, the most that are kept. Drop old versions of large dashboards, or remove deleted dashboards for good.',
  place_gone: '{{scope}} was deleted meanwhile. Choose another place.',
};
