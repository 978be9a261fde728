/** What services call the label with the status of an answer: as client_golang, and as others do. */
const STATUS_LABELS = ['code', 'status', 'status_code'] as const;

/**
 * PromQL of the series that count failed answers, by whichever label says the status. A service with
 * another label would else never fail.
 *
 * @param series the series with further matchers, each with a comma behind it
 */
export const failedOf = (series: (matchers: string) => string): string =>
  `(${STATUS_LABELS.map((label) => series(`${label}=~"5..", `)).join(' or ')})`;

/** The series' sum by the status of the answer, under `code`. */
export const byCode = (series: string): string =>
  `sum by (code) (${STATUS_LABELS.slice(1).reduce(
    (named, label) => `label_replace(${named}, "code", "$1", "${label}", "(.+)")`,
    `sum by (${STATUS_LABELS.join(', ')}) (${series})`,
  )})`;
