interface Entry {
  readonly status: number
  /** One clear sentence; `{name}` is filled from the problem's values. */
  readonly message: string
  /** The next step. */
  readonly fix: string
}

/** Every problem a person can meet. `docs/errors.md` is generated from this. */
export const catalogue = {
  // the request
  invalid: { status: 400, message: 'What was sent is not right: {where}: {reason}.', fix: 'Correct it and send it again; nothing was changed.' },
  'not-found': { status: 404, message: 'There is no {what} called {name}.', fix: 'Check the name; `berth apps` lists what is here.' },
  'no-route': { status: 404, message: 'Nothing answers at {path}.', fix: 'See /api/openapi.json for what there is.' },
  conflict: { status: 409, message: 'There is already {what} called {name}.', fix: 'Choose another name.' },
  'confirm-name': { status: 409, message: 'This deletes the data of {name} for ever, and the name given does not match.', fix: 'Give the exact name to confirm.' },
  'too-large': { status: 413, message: '{what} is larger than {most} MB.', fix: 'Send less, or have the owner of the machine raise the setting `upload_mb`.' },
  'too-many': { status: 429, message: 'Too many tries from here.', fix: 'Wait {seconds} seconds and try again.' },
  'confirm-project': {
    status: 409,
    message: 'This takes the project {name} away: its app ends, and the app’s data and the repository go to the shelf. The name given does not match.',
    fix: 'Give the exact name to confirm.',
  },
  'unknown-name': { status: 404, message: 'There is no {what} called {name}.', fix: '{next}' },
  'ambiguous-name': { status: 409, message: '{name} could be any of these: {which}.', fix: 'Give another name or id of it; `{list}` lists them.' },
  internal: { status: 500, message: 'Berth made a mistake: {reason}', fix: 'Try again; if it stays, see `berth logs` and tell the makers.' },

  // access
  unclaimed: { status: 503, message: 'This machine is waiting for its owner.', fix: 'Open the console with the claim code that `berth up` prints on the machine.' },
  'claim-code': { status: 403, message: 'That is not the claim code. {left} tries are left.', fix: 'Read it again on the machine: `berth up` prints it.' },
  'claim-spent': { status: 403, message: 'The claim code is used up after ten wrong tries.', fix: 'On the machine, `berth claim` prints a new one.' },
  claimed: { status: 404, message: 'This machine has an owner.', fix: 'Sign in; on the machine, `berth owner password` sets a new password.' },
  'sign-in': { status: 401, message: 'This needs you to be signed in.', fix: 'Sign in at the console, or send an API token.' },
  'wrong-password': { status: 401, message: 'That is not the password, or not the name.', fix: 'Try again, or ask for a sign-in link: `berth people link` on the machine makes one.' },
  forbidden: { status: 403, message: 'You may not do this.', fix: 'Ask the owner of this machine.' },
  'bad-invitation': { status: 403, message: 'This link is used, expired or not whole.', fix: 'Ask whoever sent it for a new one.' },
  'pairing-code': { status: 403, message: 'That is not the pairing code, or it is used or expired.', fix: 'Read it again, or ask for a new one: People & access, Devices, or `berth pair`.' },
  'too-many-devices': { status: 409, message: 'There are {most} paired devices already.', fix: 'Remove those that are not used any more.' },
  'one-owner': { status: 409, message: 'A machine has one owner, who stays.', fix: 'Change somebody else, or only the name.' },
  'no-access': { status: 403, message: 'You may not use this app.', fix: 'Ask whoever runs this machine to let you in, or sign in as somebody else.' },
  'bad-link': { status: 403, message: 'This link has expired or was taken back.', fix: 'Ask whoever sent it for a new one.' },
  'weak-password': { status: 400, message: 'The password is shorter than 12 characters.', fix: 'Use a few words in a row; length is what counts.' },
  origin: { status: 403, message: 'This request came from another site ({origin}).', fix: 'Open the console at its own address.' },
  'master-key': { status: 500, message: 'The key file {path} cannot be used: {reason}.', fix: 'Put the file back from a backup, readable by its owner only; Berth makes no other one in its place.' },
  'passkey-place': { status: 409, message: 'Passkeys do not work at this address: {reason}.', fix: 'Open the console over HTTPS at its name; the page /trust shows how.' },
  'passkey-late': { status: 403, message: 'That passkey was shown too late, twice, or in another browser.', fix: 'Try again.' },
  'passkey-wrong': { status: 401, message: 'That passkey is none of this machine, or did not prove itself.', fix: 'Sign in another way; then you can add it under “My account”.' },
  'passkey-copied': {
    status: 403,
    message: 'The passkey {name} counts backwards, as a copy of it would, so it was refused.',
    fix: 'Sign in another way, remove it under “My account”, and add it anew.',
  },
  'passkey-many': { status: 409, message: 'You have {most} passkeys already.', fix: 'Remove one that you no longer use.' },
  'last-way': { status: 409, message: '{name} is your only way to sign in.', fix: 'Set a password or add another passkey first.' },
  'outside-gone': { status: 404, message: 'That way to sign in is not offered here.', fix: 'Sign in another way.' },
  'outside-down': { status: 502, message: 'The provider does not answer: {reason}.', fix: 'Try again later, or sign in another way.' },
  'outside-answer': { status: 502, message: 'The answer of the provider does not hold: {reason}.', fix: 'Try again; if it stays, the owner finds the reason in the audit.' },
  'outside-setup': { status: 502, message: 'The provider does not know this machine: {reason}.', fix: 'The owner compares client ID, secret and redirect address with what the provider has.' },
  'outside-denied': { status: 403, message: 'The provider did not sign you in: {reason}.', fix: 'Try again, or sign in another way.' },
  'outside-late': { status: 403, message: 'That sign-in took longer than ten minutes, was used already, or was begun somewhere else.', fix: 'Begin it again.' },
  'outside-stranger': { status: 403, message: 'Nobody here is known by that account.', fix: 'Ask for an invitation; or sign in another way and add the account under “My account”.' },
  'outside-refused': { status: 403, message: 'That account is not one of those that may sign in here.', fix: 'Use another account, or ask the owner of this machine.' },
  'outside-taken': { status: 409, message: 'That account is the way in of somebody else here.', fix: 'Use another account, or ask them to remove it.' },
  'ssh-key': { status: 400, message: 'Line {line} is not a key that can push: {reason}.', fix: '{next}; nothing was added.' },
  'ssh-key-private': {
    status: 400,
    message: 'Line {line} begins a private key, which nobody else may ever have; nothing of it was kept.',
    fix: 'Paste the file of the same name that ends in .pub; if anybody may have seen this one, make a new pair with ssh-keygen -t ed25519.',
  },
  'ssh-key-taken': {
    status: 409,
    message: 'The key on line {line} is there already: {where}.',
    fix: 'A key is one person’s or one project’s: make another with ssh-keygen -t ed25519; nothing was added.',
  },
  'ssh-key-many': { status: 409, message: 'More than {most} keys are not kept for one person or project.', fix: 'Remove those that are not used any more.' },

  // doors and bundles
  'no-offer': { status: 404, message: 'No catalogue offers an app called {app}.', fix: 'See `berth store` for what can be installed.' },
  'store-unreadable': { status: 502, message: 'The store {name} cannot be read: {reason}.', fix: 'Check its address and the network; what was read of it before is still offered.' },
  'store-fixed': { status: 409, message: 'The store {name} comes with Berth or from its settings file, so it is not changed here.', fix: 'Change `stores` in settings.yaml, or add another store.' },
  'bad-entry': { status: 422, message: '{app} cannot be installed: {where}: {reason}.', fix: 'Tell the author of the app; nothing was installed.' },
  'bad-apps': { status: 422, message: 'These apps cannot be installed as they are: {apps}.', fix: 'Correct what stands above, and check again.' },
  'bad-compose': { status: 422, message: 'The compose file of {app} is not right: {where}: {reason}.', fix: 'Correct the file and try again.' },
  refused: { status: 422, message: '{app} asks for what an app may not have: {what}.', fix: 'Choose another app, or ask its author for a version that does without.' },
  'image-unavailable': { status: 502, message: 'The image {image} could not be fetched: {reason}.', fix: 'Check the name and the network, then retry.' },
  'build-failed': { status: 422, message: 'Building the image {image} failed: {reason}.', fix: 'See the log of the job, correct it and retry.' },
  'build-step': { status: 422, message: 'The build failed at {step}: {reason}.', fix: 'Its last lines say why; correct it and push again. What served before goes on.' },
  'build-limit': { status: 422, message: 'The build was ended: {reason}.', fix: '{next}' },
  'build-refused': { status: 422, message: 'This is not built: {reason}.', fix: '{next}' },
  'build-unknown': { status: 422, message: 'Nothing in it says how to build it. Looked for: {looked}.', fix: 'Add one of these, or say in berth.yaml which it is: `builder: dockerfile`.' },
  'build-missing': { status: 422, message: 'The build needs {what}, which is not in what was pushed.', fix: 'Add it, or correct its path in {file}; paths are as seen from {from}.' },
  'build-outside': { status: 422, message: 'The build may not use {what}: it leads out of the project.', fix: 'Put a copy of it into the project, in the place of the link.' },
  'builder-unavailable': {
    status: 502,
    message: 'The builder image {builder} cannot be had: {reason}.',
    fix: 'Check its name and the network, or name another one in berth.yaml: `build.builder`. Once it is on this machine it serves without a network.',
  },
  'no-network': { status: 507, message: 'No address range is left for the network of {name}.', fix: 'Give Berth a larger pool: setting `network_pool`.' },
  'domain-taken': { status: 409, message: '{domain} is an address of {owner} already.', fix: 'Take it from {owner} first, or choose another for {name}.' },
  'domain-own': { status: 409, message: '{domain} is a name of this machine itself, or of its network.', fix: 'Choose a name of your own that leads to this machine.' },
  'no-port': { status: 507, message: 'No free port is left between {from} and {to}.', fix: 'Widen the setting `ports`, or remove an app.' },
  'bad-project-file': { status: 422, message: '{file} is not right: {where}: {reason}.', fix: 'Correct it and push again; docs/berth.schema.json says what may stand in it.' },
  'bad-env': { status: 422, message: 'Line {line} of the variables is not right: {reason}.', fix: 'Write NAME=value, one a line; put quotes around a value of several lines.' },
  'entry-unclear': { status: 422, message: 'Visitors could come to any of these services of {name}: {services}.', fix: 'Name one in berth.yaml: `service: {first}`.' },

  // the push door
  'git-token': { status: 401, message: 'Git needs an API token here, as the password of any user name.', fix: 'Make one in the console under “My account”; one that may deploy is enough.' },
  'no-project': { status: 404, message: 'There is no project {name} here, or it is not yours.', fix: 'Check the name; `berth projects` lists yours.' },
  'no-release': { status: 409, message: '{name} has no release yet.', fix: 'Push to it first: `git push berth main`.' },
  'release-gone': {
    status: 410,
    message: 'Release {release} of {name} cannot be gone back to: its image {image} is not on this machine any more.',
    fix: 'Build it again: `berth redeploy {name}`, or push.',
  },
  'bad-upload': { status: 422, message: 'What was sent cannot be unpacked: {reason}.', fix: 'Send a tar archive of the source, as `berth deploy --dir .` does.' },
  submodules: { status: 422, message: 'The folder {path} is a submodule, and what is in it was not pushed.', fix: 'Make it part of the repository, as with `git subtree add`, and push again.' },
  lfs: { status: 422, message: '{path} is a pointer of Git LFS, and the file itself was not pushed.', fix: 'Keep the file in git itself (`git lfs migrate export`), or bring it in the build.' },

  // the life of an instance
  'start-failed': { status: 502, message: '{service} of {name} ended while starting, with exit code {exit}.', fix: 'Look at its logs, then retry.' },
  'out-of-memory': { status: 507, message: '{service} of {name} was ended because the machine ran out of memory.', fix: 'Stop another app or give the machine more memory, then retry.' },
  'crash-loop': {
    status: 502,
    message: '{service} of {name} ended {times} times in a row, last with exit code {exit}.',
    fix: 'Look at its logs; it is tried again with growing pauses, or retry now.',
  },
  unhealthy: { status: 504, message: '{name} did not answer on port {port} within {seconds} seconds of its start.', fix: 'Look at its logs, then retry.' },
  'release-failed': {
    status: 422,
    message: 'The release command of {name} ({service}) ended with exit code {exit}.',
    fix: 'Its last lines say why; the release before goes on. Correct it and push again.',
  },
  'wrong-port': { status: 502, message: '{name} listens on {ports}, not on {port}.', fix: 'Let it listen on the port in the variable PORT, or say its own port: `port` in berth.yaml.' },
  'loopback-only': { status: 502, message: '{name} listens on 127.0.0.1:{port} only, where nobody but itself can reach it.', fix: 'Let it listen on 0.0.0.0.' },
  'create-failed': { status: 502, message: 'The containers of {name} could not be made: {reason}', fix: 'Correct what it says and retry.' },
  'docker-failed': { status: 502, message: 'Docker would not do {what}: {reason}', fix: 'See `berth doctor`, then retry.' },
  'docker-down': { status: 503, message: 'Docker does not answer at {socket}.', fix: 'Start it (`berth doctor` says how); Berth goes on by itself.' },
  'low-disk': { status: 507, message: 'Only {free} MB are free for the data of {name}.', fix: 'Make room, then it starts again by itself.' },
  'too-small': { status: 507, message: '{name} needs a machine with {needed} GB of memory; this one has {has} GB.', fix: 'Install it on a larger machine, or give this one more memory.' },
  'no-terminal': {
    status: 403,
    message: 'A terminal in {name} is not allowed.',
    fix: 'Allow it for this app on its Permissions tab, or with `berth set {name} --grant terminal`.',
  },
  'no-shell': { status: 422, message: 'There is no shell in {service} of {name}.', fix: 'Say which program to run: `berth exec {name} -- <program>`.' },
  'switched-off': { status: 503, message: '{name} is switched off.', fix: 'Its owner can start it in the console or with `berth start {name}`.' },
  'no-room': { status: 507, message: 'There is not enough room on the disk: {needed} MB are needed, {free} MB are free.', fix: 'Make room and try again; nothing was changed.' },
  'needs-grant': { status: 409, message: '{name} does not run without what it asks for: {what}.', fix: 'Grant it on the page of the app, or switch the app off or uninstall it.' },
  'nothing-offered': { status: 409, message: 'There is no version {version} of {name} to update to.', fix: 'See its page for what is offered.' },
  'nothing-kept': { status: 409, message: 'There is no earlier version of {name} to go back to.', fix: 'One is kept with each update, until the next one.' },
  'update-undone': { status: 422, message: '{name} {version} did not get well and was put back with its data: {reason}', fix: 'It runs as before. Wait for another version, or try this one again.' },
  'went-back': { status: 409, message: 'Somebody went back from version {version}.', fix: 'Update again when you like.' },
  busy: { status: 409, message: '{name} is being {doing}.', fix: 'Wait until that is done; `berth jobs` shows it.' },

  // the gateway
  'no-app-here': { status: 404, message: 'No app answers at {host}.', fix: 'Check the address; the console lists the apps.' },
  'wake-timeout': { status: 503, message: '{name} is not ready yet.', fix: 'Try again in {seconds} seconds.' },
  'wake-full': { status: 503, message: 'Too many visitors are waiting for {name} already.', fix: 'Try again in {seconds} seconds.' },
  upstream: { status: 502, message: '{name} did not answer: {reason}.', fix: 'Try again; if it stays, its logs say more.' },
  'not-running': { status: 503, message: '{name} is not running: {reason}', fix: 'Its owner can retry it in the console or with `berth start {name}`.' },
  asleep: { status: 503, message: '{name} is asleep, and a probe does not wake it.', fix: 'Visit it to wake it.' },
  away: { status: 503, message: 'The disk that {name} lives on is not docked.', fix: 'Dock the disk again; it then goes on where it was.' },
  'gateway-new': { status: 503, message: 'Berth is still starting.', fix: 'Try again in {seconds} seconds.' },
  'bad-request': { status: 400, message: 'The request is not one that can be passed on: {reason}.', fix: 'Correct the client.' },

  // https
  'not-local': {
    status: 422,
    message: 'The authority of this machine vouches only for names of the local network, not for {names}.',
    fix: 'For a domain of your own choose a public authority: HTTPS by ACME.',
  },
  'no-public-domain': {
    status: 422,
    message: 'A public authority gives no certificate for {domain}.',
    fix: 'Set `domain` in settings.yaml to a domain of yours that leads here, or use the authority of this machine.',
  },
  'acme-refused': {
    status: 502,
    message: '{authority} gave no certificate for {names}: {reason}',
    fix: 'Check that the names lead to this machine, and that port 80 (HTTP-01) or the DNS provider (DNS-01) is right; it is tried again by itself.',
  },
  'dns-refused': { status: 502, message: 'The DNS provider {provider} did not do it: {reason}', fix: 'Check its key and its zone in Settings; it is tried again by itself.' },
  'dns-slow': {
    status: 504,
    message: 'The record {name} was set, but after {seconds} seconds it is not at every name server of its zone: {servers}.',
    fix: 'It is tried again by itself; if it stays, check the zone at your DNS provider.',
  },
  'certificate-late': {
    status: 503,
    message: 'The certificate for {names} ends on {expires} and could not be renewed: {reason}',
    fix: 'There is still time: mend what it says, then renew it in Settings.',
  },
  'certificate-expired': { status: 503, message: 'The certificate for {names} ended on {expires} and is no longer used: {reason}', fix: 'Mend what it says, then renew it in Settings.' },
  'dns-program-local': { status: 403, message: 'A program for DNS runs as Berth itself, so it is set only on the machine.', fix: 'On the machine, use the command `berth https`.' },

  // the engine and its machine
  'job-lost': { status: 500, message: 'The job was given up after {attempts} attempts: {reason}', fix: 'Retry it.' },
  superseded: { status: 409, message: 'A newer one took its place.', fix: 'See the newer one.' },
  cancelled: { status: 409, message: 'It was cancelled.', fix: 'Start it again when you like.' },
  'already-up': { status: 409, message: 'Another engine is running on {data}.', fix: 'Use it, or `berth down` first.' },
  setting: { status: 400, message: 'The setting {name} is not right: {reason}.', fix: 'See docs/settings.md.' },
  'newer-data': {
    status: 500,
    message: 'The data directory was written by a newer Berth (version {found}, this one knows {known}).',
    fix: 'Start the newer Berth, or restore the backup made before the upgrade.',
  },
  'engine-down': { status: 503, message: 'Berth is not up here ({where}).', fix: 'Start it: berth up' },
  'engine-start': { status: 500, message: 'The engine did not start. Its last words:\n{log}', fix: 'See `berth doctor`.' },
  permission: { status: 403, message: 'This user may not use {path}.', fix: 'Do it as root, or as the user that Berth runs as; from elsewhere use --url with a token in BERTH_TOKEN.' },
  'newer-problem': { status: 500, message: '{detail}', fix: '{next}' },
  'job-failed': { status: 500, message: '{title} failed: {reason}', fix: '{next}' },
  'not-ours': { status: 500, message: '{path} does not carry the mark of Berth and is left alone.', fix: 'Look at it by hand.' },
  'mount-below': { status: 409, message: 'Something is mounted below {path}, so it is not deleted.', fix: 'Unmount it, then try again.' },
} as const satisfies Record<string, Entry>

export type ProblemCode = keyof typeof catalogue
