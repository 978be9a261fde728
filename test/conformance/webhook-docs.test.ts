import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { signatureHeaders } from '../../alerting/notify/webhook/sign-webhook.ts';
import { WEBHOOK_SCHEMAS } from '../../alerting/notify/webhook/webhook-schema.ts';
import { inRepository } from '../support/repository.ts';

const SECONDS = 1_700_000_000;
const BODY = '{"a":"ü"}';
const SECRET = 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0';
const docs = readFileSync(inRepository('docs', 'webhooks.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'webhook-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

function example(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(docs)?.[1];
  if (found === undefined) throw new Error(`no example in ${language}`);
  return found;
}

const headersFor = (secrets: Readonly<Record<string, string>>) =>
  signatureHeaders(secrets, {
    id: 'msg_1',
    timestampSeconds: SECONDS,
    body: BODY,
    hmacHeader: null,
    hmacTimestampHeader: null,
  });

/** Secret of the receiver, headers, body, its time, and whether the request is genuine. */
const CASES = [
  ['as it should be', SECRET, headersFor({ secret: SECRET }), BODY, SECONDS, true],
  ['a plain secret', 'plain secret', headersFor({ secret: 'plain secret' }), BODY, SECONDS, true],
  [
    'the old one during a rotation',
    SECRET,
    headersFor({ secret: 'new', previousSecret: SECRET }),
    BODY,
    SECONDS,
    true,
  ],
  ['another body', SECRET, headersFor({ secret: SECRET }), '{}', SECONDS, false],
  ['another secret', 'other', headersFor({ secret: SECRET }), BODY, SECONDS, false],
  ['too late', SECRET, headersFor({ secret: SECRET }), BODY, SECONDS + 301, false],
  ['unsigned', SECRET, headersFor({}), BODY, SECONDS, false],
] as const;

describe('the JavaScript example', () => {
  it.each(CASES)('%s', async (_name, secret, headers, body, now, expected) => {
    const file = join(folder, 'example.mjs');
    writeFileSync(file, example('js'));
    const module: unknown = await import(pathToFileURL(file).href);
    const isGenuine: unknown = Reflect.get(Object(module), 'isGenuine');
    if (typeof isGenuine !== 'function') throw new Error('the example exports no isGenuine');
    expect(isGenuine(secret, headers, body, now)).toBe(expected);
  });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stdout.write('the Python example is not run: there is no python3\n');
    return false;
  }
}

describe.runIf(hasPython())('the Python example', () => {
  it('agrees on all of them', () => {
    const given = CASES.map(([, secret, headers, body, now]) => ({ secret, headers, body, now }));
    const run = `\nimport json, sys\nprint(json.dumps([is_genuine(**one) for one in json.load(sys.stdin)]))\n`;
    const answer = execFileSync('python3', ['-c', example('python') + run], {
      input: JSON.stringify(given),
      encoding: 'utf8',
    });
    expect(JSON.parse(answer)).toEqual(CASES.map(([, , , , , expected]) => expected));
  });
});

/** What runs the example in Go on the cases, as a program of its own. */
const GO_MAIN = `package main

import (
	"encoding/json"
	"net/http"
	"os"
	"time"
)

type given struct {
	Secret  string
	Headers map[string]string
	Body    string
	Now     int64
}

func main() {
	var all []given
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		panic(err)
	}
	answers := []bool{}
	for _, one := range all {
		header := http.Header{}
		for name, value := range one.Headers {
			header.Set(name, value)
		}
		now := time.Unix(one.Now, 0)
		answers = append(answers, IsGenuine(one.Secret, header, []byte(one.Body), now))
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
`;

/** The oldest that this was tried with: Debian 12 has it. */
const GO_AT_LEAST = 19;

function hasGo(): boolean {
  try {
    const said = execFileSync('go', ['version'], { encoding: 'utf8' });
    const minor = Number(/go1\.(\d+)/.exec(said)?.[1] ?? 0);
    if (minor >= GO_AT_LEAST) return true;
    process.stdout.write(`the Go example is not run [needs go]: ${said.trim()} is too old\n`);
  } catch {
    process.stdout.write('the Go example is not run [needs go]: there is none\n');
  }
  return false;
}

const isGoThere = hasGo();

describe.runIf(isGoThere)(isGoThere ? 'the Go example' : 'the Go example [needs go]', () => {
  it('compiles and agrees on all of them', { timeout: 120_000 }, () => {
    const program = mkdtempSync(join(folder, 'go-'));
    writeFileSync(join(program, 'go.mod'), `module receiver\n\ngo 1.${GO_AT_LEAST}\n`);
    const text = example('go').replace('package receiver', 'package main');
    writeFileSync(join(program, 'receiver.go'), text);
    writeFileSync(join(program, 'main.go'), GO_MAIN);
    const given = CASES.map(([, secret, headers, body, now]) => ({ secret, headers, body, now }));
    const answer = execFileSync('go', ['run', '.'], {
      cwd: program,
      input: JSON.stringify(given),
      encoding: 'utf8',
      env: { ...process.env, GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local' },
    });
    expect(JSON.parse(answer)).toEqual(CASES.map(([, , , , , expected]) => expected));
  });
});

describe('the published schemas', () => {
  it.each(Object.entries(WEBHOOK_SCHEMAS))('%s is what the docs hold', (name, schema) => {
    const kept = readFileSync(inRepository('docs', 'schemas', `${name}.json`), 'utf8');
    const $schema = 'https://json-schema.org/draft/2020-12/schema';
    expect(JSON.parse(kept)).toEqual(JSON.parse(JSON.stringify({ $schema, ...schema })));
  });
});
