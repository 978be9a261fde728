import type { JsonObject } from '../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';

/**
 * What the operator of Prometheus makes of AlertmanagerConfigs: alertmanager.yml as data. Names get
 * the prefix `<namespace>/<name>/`, the top route and each inhibition the matcher of the namespace,
 * references to Secrets their values. Only what our own objects use.
 *
 * @param quick replaces waits, so that a test need not wait
 */
export function operatorConfig(
  objects: readonly KubernetesObject[],
  quick: Readonly<Record<string, string>>,
  global: object = {},
): object {
  const configs = objects.filter(({ kind }) => kind === 'AlertmanagerConfig');
  const secrets = objects.filter(({ kind }) => kind === 'Secret');
  const made = configs.map((config) => new OneConfig(config, secrets, quick));
  return {
    global,
    route: { receiver: 'null', routes: made.map((one) => one.route()) },
    receivers: [{ name: 'null' }, ...made.flatMap((one) => one.receivers())],
    inhibit_rules: made.flatMap((one) => one.inhibitRules()),
    time_intervals: made.flatMap((one) => one.timeIntervals()),
  };
}

class OneConfig {
  readonly #spec: JsonObject;
  readonly #namespace: string;
  readonly #prefix: string;
  readonly #data: Readonly<Record<string, string>>;
  readonly #quick: Readonly<Record<string, string>>;

  constructor(
    config: KubernetesObject,
    secrets: readonly KubernetesObject[],
    quick: Readonly<Record<string, string>>,
  ) {
    const { namespace = '', name } = config.metadata;
    const secret = secrets.find(({ metadata }) => metadata.namespace === namespace);
    this.#spec = config.spec as JsonObject;
    this.#namespace = namespace;
    this.#prefix = `${namespace}/${name}/`;
    this.#data = (secret?.data ?? {}) as Readonly<Record<string, string>>;
    this.#quick = quick;
  }

  route(): object {
    return {
      ...this.#route(this.#spec.route as JsonObject, [`namespace="${this.#namespace}"`]),
      continue: true,
    };
  }

  receivers(): readonly object[] {
    return listOf(this.#spec.receivers).map((receiver) => ({
      name: `${this.#prefix}${receiver.name}`,
      webhook_configs: listOf(receiver.webhookConfigs).map((config) => this.#webhook(config)),
      email_configs: listOf(receiver.emailConfigs).map((config) => ({
        to: config.to,
        send_resolved: config.sendResolved,
      })),
    }));
  }

  inhibitRules(): readonly object[] {
    const own = `namespace="${this.#namespace}"`;
    return listOf(this.#spec.inhibitRules).map((rule) => ({
      source_matchers: [...listOf(rule.sourceMatch).map(matcherText), own],
      target_matchers: [...listOf(rule.targetMatch).map(matcherText), own],
      equal: rule.equal,
    }));
  }

  timeIntervals(): readonly object[] {
    return listOf(this.#spec.muteTimeIntervals).map(({ name, timeIntervals }) => ({
      name: `${this.#prefix}${name}`,
      time_intervals: listOf(timeIntervals).map(intervalOf),
    }));
  }

  #named(field: string, names: unknown): object {
    if (!Array.isArray(names)) return {};
    return { [field]: names.map((name) => `${this.#prefix}${name}`) };
  }

  #route(route: JsonObject, added: readonly string[]): object {
    const routes = listOf(route.routes).map((one) => this.#route(one, []));
    return {
      receiver: `${this.#prefix}${route.receiver}`,
      matchers: [...listOf(route.matchers).map(matcherText), ...added],
      group_by: route.groupBy,
      ...(route.groupWait === undefined ? {} : { group_wait: this.#quick.groupWait }),
      ...(route.groupInterval === undefined ? {} : { group_interval: this.#quick.groupInterval }),
      repeat_interval: route.repeatInterval,
      ...this.#named('mute_time_intervals', route.muteTimeIntervals),
      ...this.#named('active_time_intervals', route.activeTimeIntervals),
      ...(routes.length === 0 ? {} : { routes }),
    };
  }

  #webhook(config: JsonObject): object {
    const http = config.httpConfig as JsonObject | undefined;
    const authorization = http?.authorization as JsonObject | undefined;
    const url = config.urlSecret === undefined ? config.url : this.#secret(config.urlSecret);
    return {
      url,
      send_resolved: config.sendResolved,
      ...(authorization === undefined
        ? {}
        : {
            http_config: {
              follow_redirects: http?.followRedirects,
              authorization: {
                type: authorization.type,
                credentials: this.#secret(authorization.credentials),
              },
            },
          }),
    };
  }

  #secret(reference: unknown): string {
    const { key } = reference as { readonly key: string };
    const text = this.#data[key];
    if (text === undefined) throw new Error(`no key ${key} in the Secret of ${this.#namespace}`);
    return Buffer.from(text, 'base64').toString();
  }
}

function intervalOf({ times, weekdays, daysOfMonth, months, years }: JsonObject): object {
  return {
    times: listOf(times).map(({ startTime, endTime }) => ({
      start_time: startTime,
      end_time: endTime,
    })),
    ...(weekdays === undefined ? {} : { weekdays }),
    ...(daysOfMonth === undefined
      ? {}
      : { days_of_month: listOf(daysOfMonth).map(({ start, end }) => `${start}:${end}`) }),
    ...(months === undefined ? {} : { months }),
    ...(years === undefined ? {} : { years }),
  };
}

function matcherText({ name, matchType, value }: JsonObject): string {
  return `${name}${matchType}${JSON.stringify(value)}`;
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}
