import type { SinkMail } from '../support/smtp-sink.ts';
import type { SinkRequest } from '../support/webhook-sink.ts';

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
pre{background:#8881;padding:.8rem;overflow:auto;white-space:pre-wrap}summary{cursor:pointer}
iframe{width:100%;height:34rem;border:1px solid #8884;background:#fff}
form{display:inline}:root{color-scheme:light dark}`;

/** What was unfolded stays so when the page shows itself anew. */
const keepUnfolded = `for (const one of document.querySelectorAll('details')) {
  one.open = sessionStorage.getItem(one.id) === 'open';
  one.ontoggle = () => sessionStorage.setItem(one.id, one.open ? 'open' : '');
}`;

/** The demo's page as HTML; it shows itself anew every three seconds. */
export function deskPage(
  depths: ReadonlyMap<string, number>,
  mails: readonly SinkMail[],
  webhooks: readonly SinkRequest[],
): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>tocsin demo</title>
<meta http-equiv="refresh" content="3"><style>${style}</style></head><body>
<h1>tocsin demo</h1>
<h2>Queues</h2>${[...depths].map(lever).join('')}
<h2>Mail (${mails.length})</h2>${mails.toReversed().map(mailEntry).join('')}
<h2>Webhook calls (${webhooks.length})</h2>${webhooks.toReversed().map(callEntry).join('')}
<script>${keepUnfolded}</script></body></html>`;
}

function lever([tenant, depth]: readonly [string, number]): string {
  const buttons = [5, 70, 95].map(
    (value) =>
      `<form method="post" action="/depth?tenant=${encodeURIComponent(tenant)}&amp;depth=${value}">
<button>${value}</button></form>`,
  );
  return `<p><b>${escapeHtml(tenant)}</b>: ${depth} jobs wait; set to ${buttons.join(' ')}</p>`;
}

function mailEntry({ to, subject, text, html, receivedAtMs }: SinkMail): string {
  const title = `${clockTime(receivedAtMs)} to ${to.join(', ')}: ${subject}`;
  const shown = html.replace('<head>', '<head><base target="_blank">');
  return entry(
    `mail at ${receivedAtMs} ${subject}`,
    title,
    `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="The mail"
 srcdoc="${escapeHtml(shown)}"></iframe><pre>${escapeHtml(text)}</pre>`,
  );
}

function callEntry({ method, path, headers, body, receivedAtMs }: SinkRequest): string {
  const own = Object.entries(headers).filter(([name]) => /^(x-|tocsin|webhook)/.test(name));
  const lines = own.map(([name, value]) => `${name}: ${value}`);
  const content = [...lines, '', indented(body)].join('\n');
  return entry(
    `call ${headers['webhook-id']} at ${receivedAtMs}`,
    `${clockTime(receivedAtMs)} ${method} ${path}`,
    `<pre>${escapeHtml(content)}</pre>`,
  );
}

function entry(id: string, title: string, content: string): string {
  return `<details id="${escapeHtml(id)}"><summary>${escapeHtml(title)}</summary>${content}</details>`;
}

/** JSON as people read it; anything else as it is. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

const clockTime = (atMs: number): string => `${new Date(atMs).toISOString().slice(11, 19)} UTC`;

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
