const IN = 'namespace=~"$namespace"';

/**
 * PromQL of the series of the chosen services, each with the label `service_name`. It is a label of its
 * own only where somebody had it promoted or a collector copies it; else OTLP's name of the service is
 * in `job`, behind the service's namespace and a slash.
 *
 * @param series the series with further matchers, such as `rate(m{…}[5m])`
 */
export function ofService(series: (matchers: string) => string): string {
  return `(${named(series, 'service_name=~"$service", ', 'job=~"(.+/)?($service)", ')})`;
}

/** The services that have a metric, one series of each. */
export const services = (metric: string): string =>
  `group by (service_name) (${named((matchers) => `${metric}{${matchers}}`, '', '')})`;

function named(series: (matchers: string) => string, chosen: string, chosenJob: string): string {
  const told = series(`service_name!="", ${chosen}${IN}`);
  const untold = series(`service_name="", ${chosenJob}${IN}`);
  return `${told} or label_replace(${untold}, "service_name", "$1", "job", "(?:.+/)?(.+)")`;
}
