import { Alert, Button, Select, Stack, Textarea } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelKind } from '../../../contract/channel-kinds.ts';
import type { ChannelPreview } from '../../../contract/channels.ts';
import { errorWords } from '../../api/error-words.ts';
import { firingQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { LockedFields } from '../../forms/locked-fields.tsx';
import type { Form } from '../../forms/use-form.ts';
import { usePlace } from '../../scope/use-place.ts';
import { type ChannelForm, previewOfChannel } from './channel-form.ts';
import classes from './channels.module.css';

type State =
  | { readonly kind: 'idle' | 'asking' }
  | { readonly kind: 'done'; readonly preview: ChannelPreview }
  | { readonly kind: 'refused'; readonly fault: unknown };

interface Props {
  readonly form: Form<ChannelForm>;
  readonly kind: ChannelKind;
}

/** The channel's own title and text, and how a message then looks. */
export function TextsField({ form, kind, isLocked }: Props & { readonly isLocked: boolean }) {
  const { t } = useTranslation();
  const { value, change, blur, errorAt } = form;
  const isOpen = value.title !== '' || value.body !== '';
  const field = (name: 'title' | 'body', placeholder: string, minRows: number) => (
    <Textarea
      label={t(`channels.texts.${name}`)}
      placeholder={placeholder}
      classNames={{ input: 'mono' }}
      autosize
      minRows={minRows}
      maxRows={16}
      value={value[name]}
      error={errorAt(`/templates/${name}`)}
      onBlur={() => blur(`/templates/${name}`)}
      onChange={(event) =>
        change({ ...value, [name]: event.currentTarget.value }, `/templates/${name}`)
      }
    />
  );
  return (
    <details className={classes.rare} open={isOpen}>
      <summary>{t('channels.texts.legend')}</summary>
      <Stack gap="sm" mt="sm">
        <div className="dimmed">{t('channels.texts.help')}</div>
        <LockedFields isLocked={isLocked}>
          {field('title', '[{{ .Headline }}] {{ .Severity }}: {{ .Title }}', 1)}
          {field(
            'body',
            '{{ range .Alerts }}{{ .Labels.instance }}: {{ .Annotations.summary }}\n{{ end }}',
            4,
          )}
        </LockedFields>
        <Preview form={form} kind={kind} />
      </Stack>
    </details>
  );
}

function Preview({ form, kind }: Props) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const incidents = useQuery(firingQuery(call, owner)).data ?? [];
  const [incident, setIncident] = useState('');
  const [state, setState] = useState<State>({ kind: 'idle' });
  const show = async () => {
    setState({ kind: 'asking' });
    try {
      const body = previewOfChannel(form.value, kind, incident);
      const preview = await call('channels.preview', { params: { owner }, body });
      setState({ kind: 'done', preview });
    } catch (fault) {
      setState({ kind: 'refused', fault });
    }
  };
  return (
    <>
      <div className={classes.previewAsk}>
        <Select
          label={t('channels.texts.about')}
          w={320}
          searchable
          allowDeselect={false}
          data={[
            { value: '', label: t('channels.texts.example') },
            ...incidents.slice(0, 50).map(({ id, title, severity }) => ({
              value: id,
              label: `${severity} · ${title}`,
            })),
          ]}
          value={incident}
          onChange={(chosen) => setIncident(chosen ?? '')}
        />
        <Button
          variant="default"
          leftSection={<IconEye size={14} />}
          loading={state.kind === 'asking'}
          onClick={() => void show()}
        >
          {t('channels.texts.preview')}
        </Button>
      </div>
      <Shown state={state} />
    </>
  );
}

function Shown({ state }: { readonly state: State }) {
  const { t } = useTranslation();
  if (state.kind === 'refused') {
    const { title, detail } = errorWords(state.fault, t);
    return (
      <Alert color="danger" title={title} role="alert">
        {detail}
      </Alert>
    );
  }
  if (state.kind !== 'done') return null;
  const { title, body, shortened, problems } = state.preview;
  return (
    <section className={classes.preview} aria-label={t('channels.texts.preview')}>
      <div className={classes.previewTitle}>{title}</div>
      <pre className={classes.previewBody}>{body}</pre>
      {shortened && <div className="dimmed">{t('channels.texts.shortened')}</div>}
      {problems.map((problem) => (
        <Alert key={problem} color="danger" role="alert">
          {t('channels.texts.problem', { problem })}
        </Alert>
      ))}
    </section>
  );
}
