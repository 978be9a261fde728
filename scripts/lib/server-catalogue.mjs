/**
 * The real servers that tests talk to: how each program is called, and the Debian package that
 * has it. `extract` packages are unpacked into the cache, those of `closure` together with the
 * libraries this machine lacks; `install` ones need root. What is `optional` may be missing in CI.
 * `data` is the absolute folder in which the program expects its files; `versionArguments` print
 * its version, `--version` unless they say otherwise.
 * @typedef {{ tool: string, names: readonly string[], files?: readonly string[],
 *   source: 'extract' | 'install' | 'closure', packages: readonly string[],
 *   data?: string, versionArguments?: readonly string[], optional?: boolean }} ServerTool
 * @type {readonly ServerTool[]}
 */
export const serverCatalogue = [
  extracted('prometheus', 'prometheus'),
  extracted('promtool', 'prometheus'),
  {
    ...extracted('prometheus-alertmanager', 'prometheus-alertmanager'),
    data: '/usr/share/prometheus/alertmanager',
  },
  extracted('amtool', 'prometheus-alertmanager'),
  extracted('prometheus-node-exporter', 'prometheus-node-exporter'),
  { ...extracted('vmalert', 'victoria-metrics'), optional: true },
  { ...extracted('victoria-metrics', 'victoria-metrics'), optional: true },
  { ...extracted('kubectl', 'kubernetes-client'), versionArguments: ['version', '--client'] },
  { tool: 'postgres', names: ['postgres'], source: 'closure', packages: ['postgresql'] },
  { tool: 'initdb', names: ['initdb'], source: 'closure', packages: ['postgresql'] },
  {
    // The same engine without the windows of a browser: a page takes a fifth less time.
    tool: 'chromium',
    names: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    source: 'install',
    packages: ['chromium-headless-shell'],
  },
  {
    tool: 'cjk-font',
    names: [],
    files: [
      '/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc',
      '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
    ],
    source: 'install',
    packages: ['fonts-wqy-zenhei'],
  },
  {
    // Compiles the Go example of the webhook contract.
    tool: 'go',
    names: ['go'],
    source: 'install',
    packages: ['golang-go'],
    versionArguments: ['version'],
    optional: true,
  },
];

/** @param {string} tool @param {string} name @returns {ServerTool} */
function extracted(tool, name) {
  return { tool, names: [tool], source: 'extract', packages: [name] };
}
