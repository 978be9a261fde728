import {
  Input,
  Radio,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MonitorOptions } from '../../../contract/monitors.ts';
import { PairsField } from '../../forms/pairs-field.tsx';
import type { Form } from '../../forms/use-form.ts';
import {
  AUTHS,
  hasMore,
  KEY,
  KINDS,
  type MonitorDraft,
  type MonitorKind,
  PASSWORD_KEY,
  SECRET,
} from './monitor-form.ts';
import classes from './monitors.module.css';
import { RelabelField } from './relabel-field.tsx';

interface Props {
  readonly form: Form<MonitorDraft>;
}

type TextName =
  | 'name'
  | 'port'
  | 'path'
  | 'interval'
  | 'timeout'
  | 'module'
  | 'secret'
  | 'key'
  | 'passwordKey';

/** The environment, and whether it is on: the same for a form and for YAML. */
export function PlaceFields({
  form,
  options,
  isNew,
}: Props & { readonly options: MonitorOptions; readonly isNew: boolean }) {
  const { t } = useTranslation();
  const { value, change, errorAt } = form;
  const places = options.environments.filter(
    ({ name, mayWrite }) => mayWrite || name === value.environment,
  );
  const place = options.environments.find(({ name }) => name === value.environment);
  return (
    <Stack gap="md">
      <Select
        label={t('monitors.field.environment')}
        description={
          place && t(`monitors.carrierText.${place.carrier}`, { cluster: place.cluster })
        }
        data={places.map(({ name }) => name)}
        value={value.environment === '' ? null : value.environment}
        disabled={!isNew}
        allowDeselect={false}
        error={errorAt('/environment')}
        onChange={(environment) =>
          change({ ...value, environment: environment ?? '' }, '/environment')
        }
      />
      <Switch
        label={t('monitors.field.enabled')}
        checked={value.enabled}
        onChange={(event) => change({ ...value, enabled: event.currentTarget.checked }, '/enabled')}
      />
    </Stack>
  );
}

/** The fields of a monitor; which ones depends on its kind. */
export function MonitorFields({ form, options }: Props & { readonly options: MonitorOptions }) {
  const { t } = useTranslation();
  const { value } = form;
  const isFound = value.kind === 'service' || value.kind === 'pod';
  return (
    <Stack gap="md">
      <KindField form={form} options={options} />
      <Text form={form} name="name" field="/name" help />
      {isFound ? <FoundFields form={form} /> : <StaticFields form={form} options={options} />}
      {value.kind !== 'probe' && (
        <div className={classes.row}>
          <Input.Wrapper label={t('monitors.field.scheme')} labelElement="div">
            <SegmentedControl
              size="xs"
              fullWidth
              aria-label={t('monitors.field.scheme')}
              data={['http', 'https']}
              value={value.scheme}
              onChange={(scheme) =>
                form.change({ ...value, scheme: scheme === 'https' ? 'https' : 'http' }, '/scheme')
              }
            />
          </Input.Wrapper>
          <Text form={form} name="path" field="/endpoints/0/path" />
        </div>
      )}
      <div className={classes.row}>
        <Text form={form} name="interval" field="/endpoints/0/interval" placeholder="30s" />
        <Text form={form} name="timeout" field="/endpoints/0/timeout" placeholder="10s" />
      </div>
      {value.kind !== 'probe' && <AuthFields form={form} />}
      <RelabelField form={form} list="relabelings" />
      <RelabelField form={form} list="metricRelabelings" />
      {hasMore(value) && <p className="dimmed">{t('monitors.more')}</p>}
    </Stack>
  );
}

function KindField({ form, options }: Props & { readonly options: MonitorOptions }) {
  const { t } = useTranslation();
  const { value, change } = form;
  const place = options.environments.find(({ name }) => name === value.environment);
  const cannot = (kind: MonitorKind) =>
    ((kind === 'service' || kind === 'pod') && place?.isKubernetes === false) ||
    (kind === 'probe' && options.probers.length === 0);
  return (
    <Radio.Group
      label={t('monitors.field.kind')}
      value={value.kind}
      onChange={(chosen) => {
        const kind = KINDS.find((each) => each === chosen);
        if (kind !== undefined) change({ ...value, kind }, '/source');
      }}
    >
      <div className={classes.kinds}>
        {KINDS.map((kind) => (
          <Radio
            key={kind}
            value={kind}
            size="xs"
            disabled={cannot(kind) && value.kind !== kind}
            label={t(`monitors.kind.${kind}`)}
            description={t(
              cannot(kind)
                ? `monitors.kindNeeds.${kind === 'probe' ? 'prober' : 'kubernetes'}`
                : `monitors.kindText.${kind}`,
            )}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

function FoundFields({ form }: Props) {
  const { t } = useTranslation();
  const { value, change, errorAt, blur } = form;
  return (
    <>
      <PairsField
        field="source/selector/matchLabels"
        legend={t('monitors.field.selector')}
        help={t('monitors.help.selector')}
        addText={t('monitors.addLabel')}
        pairs={value.selector}
        errorAt={errorAt}
        onBlur={blur}
        onChange={(selector) => change({ ...value, selector }, '/source/selector')}
      />
      <Text form={form} name="port" field="/endpoints/0/port" help />
    </>
  );
}

function StaticFields({ form, options }: Props & { readonly options: MonitorOptions }) {
  const { t } = useTranslation();
  const { value, change, errorAt, blur } = form;
  const index = value.targets.findIndex((_, at) => errorAt(`/source/targets/${at}`) !== undefined);
  return (
    <>
      {value.kind === 'probe' && (
        <div className={classes.row}>
          <Select
            label={t('monitors.field.prober')}
            data={[...options.probers]}
            value={value.prober === '' ? null : value.prober}
            allowDeselect={false}
            error={errorAt('/source/prober')}
            onChange={(prober) => change({ ...value, prober: prober ?? '' }, '/source/prober')}
          />
          <Text form={form} name="module" field="/source/module" />
        </div>
      )}
      <Textarea
        label={t('monitors.field.targets')}
        description={t(value.kind === 'probe' ? 'monitors.help.probed' : 'monitors.help.targets')}
        classNames={{ input: 'mono' }}
        autosize
        minRows={2}
        maxRows={12}
        value={value.targets.join('\n')}
        error={
          errorAt('/source/targets') ??
          (index < 0 ? undefined : errorAt(`/source/targets/${index}`))
        }
        onBlur={() => blur('/source/targets')}
        onChange={(event) =>
          change({ ...value, targets: event.currentTarget.value.split('\n') }, '/source/targets')
        }
      />
      <PairsField
        field="source/labels"
        legend={t('monitors.field.labels')}
        help={t('monitors.help.labels')}
        addText={t('monitors.addLabel')}
        pairs={value.labels}
        errorAt={errorAt}
        onBlur={blur}
        onChange={(labels) => change({ ...value, labels }, '/source/labels')}
      />
    </>
  );
}

function AuthFields({ form }: Props) {
  const { t } = useTranslation();
  const { value, change } = form;
  return (
    <>
      <Select
        label={t('monitors.field.auth')}
        description={t('monitors.help.auth')}
        allowDeselect={false}
        data={AUTHS.map((auth) => ({ value: auth, label: t(`monitors.auth.${auth}`) }))}
        value={value.auth}
        onChange={(chosen) => {
          const auth = AUTHS.find((each) => each === chosen);
          if (auth !== undefined) change({ ...value, auth }, '/endpoints/0/auth');
        }}
      />
      {value.auth !== 'none' && (
        <div className={classes.row}>
          <Text form={form} name="secret" field={SECRET} />
          <Text form={form} name="key" field={KEY} />
          {value.auth === 'basic' && <Text form={form} name="passwordKey" field={PASSWORD_KEY} />}
        </div>
      )}
    </>
  );
}

function Text({
  form: { value, change, blur, errorAt },
  name,
  field,
  help = false,
  placeholder,
}: Props & {
  readonly name: TextName;
  readonly field: string;
  readonly help?: boolean;
  readonly placeholder?: string;
}) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t(`monitors.field.${name}`)}
      {...(help && (name === 'name' || name === 'port')
        ? { description: t(`monitors.help.${name}`) }
        : {})}
      {...(placeholder === undefined ? {} : { placeholder })}
      maxLength={1_000}
      value={value[name]}
      error={errorAt(field)}
      onBlur={() => blur(field)}
      onChange={(event) => change({ ...value, [name]: event.currentTarget.value }, field)}
    />
  );
}

const WAYS = ['form', 'yaml'] as const;

/** Between the form and YAML: what one says is what the other shows. */
export function WaySwitch({
  way,
  isBusy,
  onChange,
}: {
  readonly way: MonitorDraft['way'];
  readonly isBusy: boolean;
  readonly onChange: (way: MonitorDraft['way']) => void;
}) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t('yaml.way.label')}
      w="fit-content"
      disabled={isBusy}
      value={way}
      data={WAYS.map((value) => ({ value, label: t(`yaml.way.${value}`) }))}
      onChange={(chosen) => onChange(chosen === 'yaml' ? 'yaml' : 'form')}
    />
  );
}
