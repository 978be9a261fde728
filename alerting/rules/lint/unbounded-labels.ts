/** Labels and fields that hold a value per request, user, address or object ever made. */
const UNBOUNDED: ReadonlySet<string> = new Set(
  `
  path url uri request_uri full_path target query sql statement
  id uid uuid guid request_id req_id correlation_id trace_id traceid span_id spanid session session_id
  container_id image_id user user_id userid username email customer customer_id order_id transaction_id
  ip client_ip remote_ip remote_addr client_addr client_address peer port client_port
  user_agent referer referrer message msg error_message err stacktrace stack_trace line timestamp time ts
  `
    .trim()
    .split(/\s+/),
);

/** Told by its name, in any case and with or without `_`. */
export function isUnboundedLabel(label: string): boolean {
  const name = label.toLowerCase();
  return UNBOUNDED.has(name) || UNBOUNDED.has(name.replace(/^(?:http|net|exported)_/, ''));
}
