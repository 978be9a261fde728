const LABELS: Readonly<Record<string, readonly string[]>> = {
  app: ['checkout', 'cart'],
  namespace: ['shop-prod'],
  pod: ['checkout-1', 'checkout-2'],
};

/**
 * Answers what is asked of the scoped Loki about labels: names and values. There are no lines.
 * @param path below `/scopes/{scope}/loki/loki/api/v1/`
 */
export function answerLoki(path: string): Response {
  const label = /^label\/(.+)\/values$/.exec(path)?.[1];
  if (label !== undefined) return success(LABELS[label] ?? []);
  if (path === 'labels') return success(Object.keys(LABELS));
  return Response.json({ status: 'error', error: 'no such path' }, { status: 404 });
}

const success = (data: unknown) => Response.json({ status: 'success', data });
