import { Button, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../contract/incidents.ts';
import { incidentPeopleQuery } from '../../api/incident-queries.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { Confirmation } from '../../forms/confirmation.tsx';
import { may } from '../../scope/permissions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { useIncidentActs } from './use-incident-acts.ts';

type Question = 'note' | 'assign' | 'resolve';

/** What the caller may do with the incident. */
export function IncidentActions({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { node } = usePlace();
  const { owner, id, status } = incident;
  const acts = useIncidentActs(owner);
  const client = useQueryClient();
  const [asked, setAsked] = useState<Question>();
  if (!may(scopes, node.path, 'incidents:ack')) return null;
  const renew = () => client.invalidateQueries({ queryKey: [...ownerKey(owner), 'incident', id] });
  const close = () => setAsked(undefined);
  const done = async () => {
    close();
    await renew();
  };
  const isTaken = incident.acknowledgedAt !== null;
  const toggle = async () => {
    await (isTaken ? acts.unacknowledge(incident) : acts.acknowledge([incident]));
    await renew();
  };
  const questions: readonly Question[] = ['note', 'assign', ...endings(incident)];
  return (
    <>
      {status === 'firing' && (
        <Button size="xs" variant={isTaken ? 'default' : 'filled'} onClick={() => void toggle()}>
          {t(isTaken ? 'incidents.act.unacknowledge' : 'incidents.act.acknowledge')}
        </Button>
      )}
      {questions.map((question) => (
        <Button key={question} size="xs" variant="default" onClick={() => setAsked(question)}>
          {t(`incidents.act.${question}`)}
        </Button>
      ))}
      <Modal
        opened={asked !== undefined}
        onClose={close}
        title={asked === undefined ? '' : t(`incidents.act.${asked}`)}
      >
        {asked === 'note' && <NoteQuestion incident={incident} done={done} cancel={close} />}
        {asked === 'assign' && <AssignQuestion incident={incident} done={done} cancel={close} />}
        {asked === 'resolve' && <ResolveQuestion incident={incident} done={done} cancel={close} />}
      </Modal>
    </>
  );
}

function endings({ resolvable }: Incident): readonly Question[] {
  return resolvable ? ['resolve'] : [];
}

interface QuestionProps {
  readonly incident: Incident;
  readonly done: () => Promise<void>;
  readonly cancel: () => void;
}

function NoteQuestion({ incident, done, cancel }: QuestionProps) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner, id } = incident;
  const run = async (text: string) => {
    await call('incidents.note', { params: { owner, id }, body: { text } });
    await done();
  };
  return <TextQuestion label={t('incidents.act.noteLabel')} run={run} cancel={cancel} />;
}

function ResolveQuestion({ incident, done, cancel }: QuestionProps) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner, id } = incident;
  const run = async (reason: string) => {
    await call('incidents.resolve', { params: { owner, id }, body: { reason } });
    await done();
  };
  return (
    <TextQuestion label={t('incidents.act.resolveReason')} run={run} cancel={cancel}>
      <Text size="sm">{t('incidents.act.resolveHint')}</Text>
    </TextQuestion>
  );
}

function TextQuestion({
  label,
  run,
  cancel,
  children,
}: {
  readonly label: string;
  readonly run: (text: string) => Promise<void>;
  readonly cancel: () => void;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <Confirmation
      confirm={t('incidents.act.save')}
      isDestructive={false}
      isBlocked={text.trim() === ''}
      run={() => run(text.trim())}
      onCancel={cancel}
    >
      <Stack gap="xs">
        {children}
        <Textarea
          autosize
          minRows={3}
          maxLength={1_000}
          label={label}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Stack>
    </Confirmation>
  );
}

function AssignQuestion({ incident, done, cancel }: QuestionProps) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner, id } = incident;
  const people = useQuery(incidentPeopleQuery(call, owner, id));
  const [assignee, setAssignee] = useState(incident.assignee);
  const run = async () => {
    await call('incidents.assign', { params: { owner, id }, body: { assignee } });
    await done();
  };
  const data = (people.data?.items ?? []).map(({ name, displayName }) => ({
    value: name,
    label: displayName === '' || displayName === name ? name : `${displayName} (${name})`,
  }));
  return (
    <Confirmation
      confirm={t('incidents.act.save')}
      isDestructive={false}
      isBlocked={assignee === incident.assignee}
      run={run}
      onCancel={cancel}
    >
      <Select
        clearable
        searchable
        label={t('incidents.detail.assignee')}
        placeholder={t('incidents.detail.nobody')}
        data={data}
        value={assignee}
        onChange={setAssignee}
      />
    </Confirmation>
  );
}
