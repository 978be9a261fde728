import { Modal, SegmentedControl, Select, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirmation } from '../../forms/confirmation.tsx';
import { nowMs } from '../../time/now.ts';
import type { Silencing } from './use-incident-acts.ts';

const HOUR_MS = 3_600_000;
const HOURS = { h1: 1, h4: 4, h24: 24, h168: 168 } as const;
type Length = keyof typeof HOURS | 'forever';
type Kind = Silencing['kind'];

/** Asks for how long and why the alerts of some incidents are to be silenced. */
export function SilenceSeveral({
  count,
  run,
  onClose,
}: {
  readonly count: number;
  readonly run: (how: Silencing) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>('silence');
  const [length, setLength] = useState<Length>('h1');
  const [reason, setReason] = useState('');
  const silence = () => run({ kind, reason: reason.trim(), endsAt: endOf(length) });
  return (
    <Modal opened onClose={onClose} title={t('silences.several.title', { count })}>
      <Confirmation
        confirm={t('incidents.act.silence')}
        isDestructive={false}
        isBlocked={reason.trim() === ''}
        run={silence}
        onCancel={onClose}
      >
        <Stack gap="sm">
          <SegmentedControl
            size="xs"
            aria-label={t('silences.several.kind')}
            value={kind}
            data={KINDS.map((value) => ({ value, label: t(`silences.kind.${value}`) }))}
            onChange={(value) => {
              const next = value === 'blacklist' ? value : 'silence';
              setKind(next);
              if (next === 'silence' && length === 'forever') setLength('h168');
            }}
          />
          <Text size="sm" c="dimmed">
            {t(`silences.several.kindHelp.${kind}`)}
          </Text>
          <LengthSelect kind={kind} length={length} onChange={setLength} />
          <Textarea
            data-autofocus
            required
            autosize
            minRows={2}
            maxLength={2_000}
            label={t('silences.editor.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Stack>
      </Confirmation>
    </Modal>
  );
}

const KINDS: readonly Kind[] = ['silence', 'blacklist'];

function LengthSelect({
  kind,
  length,
  onChange,
}: {
  readonly kind: Kind;
  readonly length: Length;
  readonly onChange: (length: Length) => void;
}) {
  const { t } = useTranslation();
  const bounded = (['h1', 'h4', 'h24', 'h168'] as const).map((value) => ({
    value,
    label: t(`silences.several.lengths.${value}`),
  }));
  const endless = { value: 'forever', label: t('silences.menu.forever') } as const;
  return (
    <Select<Length>
      label={t('silences.several.length')}
      allowDeselect={false}
      data={kind === 'blacklist' ? [...bounded, endless] : bounded}
      value={length}
      onChange={(value) => value !== null && onChange(value)}
    />
  );
}

function endOf(length: Length): string | null {
  if (length === 'forever') return null;
  return new Date(nowMs() + HOURS[length] * HOUR_MS).toISOString();
}
