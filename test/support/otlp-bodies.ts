type Texts = Readonly<Record<string, string>>;

/** A gauge as OpenTelemetry's exporters send it, with attributes that a liar would choose. */
export function otlpGauge(name: string, value: number, attributes: Texts = {}) {
  const point = {
    timeUnixNano: `${Date.now()}000000`,
    asDouble: value,
    attributes: attributesOf(attributes),
  };
  return metricsOf({ 'service.name': 'checkout' }, { name, gauge: { dataPoints: [point] } });
}

/** How long requests took, by two points a minute apart: ten more by the second, each took 0.25 s. */
export function otlpServedRequests(resource: Texts) {
  const nowMs = Date.now();
  const points = [10, 20].map((count, at) => ({
    timeUnixNano: `${nowMs - 60_000 * (1 - at)}000000`,
    count: `${count}`,
    sum: count * 0.25,
    bucketCounts: [`${count}`, '0'],
    explicitBounds: [1],
    attributes: attributesOf({
      'http.response.status_code': '200',
      'http.route': '/pay',
      'server.address': 'shop.example',
    }),
  }));
  const histogram = { aggregationTemporality: 2, dataPoints: points };
  return metricsOf(resource, { name: 'http.server.request.duration', unit: 's', histogram });
}

export function otlpLog(line: string, attributes: Texts = {}) {
  const logRecords = [{ timeUnixNano: `${Date.now()}000000`, body: { stringValue: line } }];
  return {
    resourceLogs: [
      {
        resource: { attributes: attributesOf({ 'service.name': 'checkout', ...attributes }) },
        scopeLogs: [{ logRecords }],
      },
    ],
  };
}

function metricsOf(resource: Texts, metric: object) {
  return {
    resourceMetrics: [
      { resource: { attributes: attributesOf(resource) }, scopeMetrics: [{ metrics: [metric] }] },
    ],
  };
}

function attributesOf(texts: Texts) {
  return Object.entries(texts).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}
