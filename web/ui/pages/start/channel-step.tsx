import { Anchor, Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Channel } from '../../../contract/channels.ts';
import { FaultText } from '../../frame/fault.tsx';
import { useWords } from '../../i18n/use-words.ts';
import { kindIcon } from '../../notify/kind-icons.ts';
import { kindNamed } from '../../notify/kind-named.ts';
import { targetWords } from '../../notify/target-words.ts';
import { useChannelKinds } from '../../notify/use-channel-kinds.ts';
import { WithChannelKinds } from '../../notify/with-channel-kinds.tsx';
import { useLinkTo } from '../../scope/use-place.ts';
import { QuickChannel } from './quick-channel.tsx';
import classes from './start.module.css';
import { Denied, focusStep, Step } from './step.tsx';
import type { StartFacts } from './use-start-facts.ts';
import type { WalkStep } from './walk.ts';

/** Where alerts go: the channels there are, and the form of another. */
export function ChannelStep({
  step,
  facts,
}: {
  readonly step: WalkStep;
  readonly facts: StartFacts;
}) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const [isAdding, setIsAdding] = useState(false);
  const { channels, usableChannels } = facts;
  const mayWrite = facts.mayHere('channels:write');
  const isEmpty = usableChannels?.length === 0;
  return (
    <Step
      step={step}
      aside={
        <Anchor component={Link} to={linkTo('/channels')} size="sm">
          {t('start.channel.open')}
        </Anchor>
      }
    >
      {channels.error !== null && (
        <FaultText error={channels.error} retry={() => void channels.refetch()} />
      )}
      {usableChannels !== undefined && <Channels channels={usableChannels} />}
      {!mayWrite && <Denied permission="channels:write" />}
      {mayWrite && (isEmpty || isAdding) && (
        <WithChannelKinds>
          {(kinds) => (
            <QuickChannel
              kinds={kinds}
              onMade={() => {
                setIsAdding(false);
                focusStep('rule');
              }}
              {...(isEmpty ? {} : { onCancel: () => setIsAdding(false) })}
            />
          )}
        </WithChannelKinds>
      )}
      {mayWrite && isEmpty === false && usableChannels !== undefined && !isAdding && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => setIsAdding(true)}
        >
          {t('start.channel.another')}
        </Button>
      )}
    </Step>
  );
}

function Channels({ channels }: { readonly channels: readonly Channel[] }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const words = useWords();
  const kinds = useChannelKinds();
  if (channels.length === 0) return null;
  return (
    <ul className={classes.channels} aria-label={t('start.channel.list')}>
      {channels.map((channel) => {
        const { id, kind, name } = channel;
        const known = kindNamed(kinds, kind);
        const Icon = kindIcon(known.icon);
        return (
          <li key={id}>
            <Icon size={15} aria-hidden />
            <Anchor component={Link} to={linkTo(`/channels/${id}`)} size="sm">
              {name}
            </Anchor>
            <span className="dimmed small">
              {targetWords(channel, known.target && words(known.target), t).words}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
