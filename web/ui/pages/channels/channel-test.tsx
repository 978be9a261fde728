import { Alert, Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelKind } from '../../../contract/channel-kinds.ts';
import type { Channel, ChannelTest as Outcome } from '../../../contract/channels.ts';
import { errorWords } from '../../api/error-words.ts';
import { useServices } from '../../app/services.ts';
import type { Form } from '../../forms/use-form.ts';
import { detailWords } from '../../i18n/reason-words.ts';
import { usePlace } from '../../scope/use-place.ts';
import { type ChannelForm, inputOfChannel } from './channel-form.ts';
import classes from './channels.module.css';

type State =
  | { readonly kind: 'idle' | 'sending' }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'refused'; readonly fault: unknown };

/** Sends a test message with what the form says, and tells what really came of it. */
export function ChannelTest({
  form,
  kind,
  stored,
}: {
  readonly form: Form<ChannelForm>;
  readonly kind: ChannelKind;
  /** Its secrets stand in for those left empty. */
  readonly stored?: Channel | undefined;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const [state, setState] = useState<State>({ kind: 'idle' });
  const send = async () => {
    if (!form.check()) return;
    setState({ kind: 'sending' });
    try {
      const body = inputOfChannel(form.value, kind);
      const query = stored === undefined ? {} : { channel: stored.id };
      setState({
        kind: 'done',
        outcome: await call('channels.test', { params: { owner }, query, body }),
      });
    } catch (fault) {
      setState({ kind: 'refused', fault });
    }
  };
  return (
    <div>
      <div className={classes.test}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconSend size={14} />}
          loading={state.kind === 'sending'}
          onClick={() => void send()}
        >
          {t('channels.editor.test')}
        </Button>
        <span className={`${classes.testHelp} dimmed`}>{t('channels.editor.testHelp')}</span>
      </div>
      <Result state={state} />
    </div>
  );
}

/** On a small screen the outcome would appear under the foot of the form. */
function intoView(element: HTMLDivElement | null): void {
  element?.scrollIntoView({ block: 'center' });
}

function Result({ state }: { readonly state: State }) {
  const { t } = useTranslation();
  if (state.kind === 'refused') {
    const { title, detail } = errorWords(state.fault, t);
    return (
      <Alert ref={intoView} color="danger" mt="xs" title={title} role="alert">
        {detail}
      </Alert>
    );
  }
  if (state.kind !== 'done') return null;
  const { outcome, detail, durationMs } = state.outcome;
  const duration = `${Math.round(durationMs)} ms`;
  return (
    <Alert ref={intoView} color={outcome === 'sent' ? 'gray' : 'danger'} mt="xs" role="status">
      {outcome === 'sent'
        ? t('channels.editor.testSent', { duration, detail })
        : t('channels.editor.testFailed', { duration, detail: detailWords(detail, t) })}
    </Alert>
  );
}
