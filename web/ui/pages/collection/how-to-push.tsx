import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Collection, PushChoice } from '../../../contract/collection.ts';
import { CopyTextButton } from '../../lists/copy-text-button.tsx';
import classes from './collection.module.css';
import { type PushAddress, pushAddresses } from './push-addresses.ts';
import { Section } from './section.tsx';

/** The addresses that senders are given, for the scope that is shown. */
export function HowToPush({
  scope,
  push,
}: {
  readonly scope: string;
  readonly push: Collection['push'];
}) {
  const { t } = useTranslation();
  const takes = { metrics: push.metrics.refusal === null, logs: push.logs.refusal === null };
  const addresses = pushAddresses(window.location.origin, scope, takes);
  const ofPlatform = scope.startsWith('_platform');
  const refusals = new Set([push.metrics.refusal, push.logs.refusal]);
  const lines = [...refusals].filter((refusal) => refusal !== null);
  return (
    <Section title={t('collection.push.title')} text={t('collection.push.text')}>
      {ofPlatform
        ? addresses.length === 0 && <p className="dimmed">{t('collection.push.platform')}</p>
        : lines.map((line) => (
            <p key={line} className={classes.text}>
              {line}
            </p>
          ))}
      <ChoiceText choice={push.metrics} />
      <ul className={classes.addresses}>
        {addresses.map((address) => (
          <Address key={address.protocol} address={address} />
        ))}
      </ul>
    </Section>
  );
}

function ChoiceText({ choice }: { readonly choice: PushChoice }) {
  const { t } = useTranslation();
  if (choice.namespaceLabel === null) return null;
  const { namespaceLabel: label, namespaces } = choice;
  return (
    <p className={classes.text}>
      {t('collection.push.choice', { label, namespaces: namespaces.join(', ') })}
    </p>
  );
}

function Address({ address }: { readonly address: PushAddress }) {
  const { t } = useTranslation();
  const { protocol, permission, url } = address;
  return (
    <li className={classes.address}>
      <span className={classes.protocol}>{t(`collection.push.protocol.${protocol}`)}</span>
      <code className={`${classes.url} mono`}>{url}</code>
      <CopyTextButton text={() => url} icon={<IconCopy size={14} />}>
        {t('collection.push.copy')}
      </CopyTextButton>
      <span className="dimmed">{t('collection.push.needs', { permission })}</span>
    </li>
  );
}
