import { Alert, Code, SegmentedControl, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PastMessage } from '../../../contract/rule-past.ts';
import { instantText } from '../../time/instant-text.ts';
import { useZone } from '../../time/zone.ts';
import editor from './rule-editor.module.css';
import classes from './rule-past.module.css';

/** The messages of the first firings, with their real values: as text, and as the mail. */
export function PastMessages({ messages }: { readonly messages: readonly PastMessage[] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const [chosen, setChosen] = useState('0');
  const message = messages[Number(chosen)] ?? messages[0];
  if (message === undefined) return null;
  return (
    <section aria-label={t('rulePast.message.title')}>
      <h2 className={editor.heading}>{t('rulePast.message.title')}</h2>
      <p className="dimmed">
        {t(message.isReal ? 'rulePast.message.real' : 'rulePast.message.hypothetical')}
      </p>
      {messages.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label={t('rulePast.message.choose')}
          value={chosen}
          onChange={setChosen}
          data={messages.map(({ at, severity }, index) => ({
            value: String(index),
            label: `${severity} ${instantText(Date.parse(at), zone)}`,
          }))}
        />
      )}
      {message.problems.map((problem) => (
        <Alert key={problem} color="danger" mb="xs">
          {t('rulePast.message.problem', { problem })}
        </Alert>
      ))}
      <Tabs defaultValue="text" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="text">{t('rulePast.message.text')}</Tabs.Tab>
          <Tabs.Tab value="mail">{t('rulePast.message.mail')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="text" pt="xs">
          <p className={classes.subject}>{message.subject}</p>
          <Code block className={editor.code ?? ''}>
            {message.text}
          </Code>
        </Tabs.Panel>
        <Tabs.Panel value="mail" pt="xs">
          <iframe
            className={classes.mail}
            sandbox=""
            srcDoc={message.html}
            title={message.subject}
          />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
