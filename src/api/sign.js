/* The page /sign: a member's own Ed25519 key, made and kept by the browser, and the statements that it signs
 * (docs/decisions/0016-members-signatures.md). The private key cannot be taken out of the browser, by this script
 * either. Nothing is sent: the page shows what to post. */
const subtle = globalThis.crypto.subtle

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')

export const makeKey = () => subtle.generateKey('Ed25519', false, ['sign', 'verify'])
export const publicKeyHex = async (pair) => hex(await subtle.exportKey('raw', pair.publicKey))
export const randomNonce = () => hex(globalThis.crypto.getRandomValues(new Uint8Array(32)))
export const sign = async (pair, statement) =>
  hex(await subtle.sign('Ed25519', pair.privateKey, new TextEncoder().encode(statement)))

const lines = (...parts) => parts.join('\n') + '\n'
export const keyStatement = (of) => lines('buurtkas-key-v1', of.origin, of.handle, of.publicKey)
export const voteStatement = (of) =>
  lines('buurtkas-vote-v1', of.origin, of.motion, of.proposalHash, of.handle, of.choice, of.nonce)

/* --- Keys stay in the browser's own store, one a handle. --- */

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

const keys = async (mode) => {
  const opening = globalThis.indexedDB.open('buurtkas', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('keys')
  return (await answer(opening)).transaction('keys', mode).objectStore('keys')
}

/* --- The page. --- */

const element = (id) => globalThis.document.getElementById(id)
const typed = (id) => element(id).value.trim().toLowerCase()
const read = async (path) => {
  const found = await fetch(path, { headers: { accept: 'application/json' } })
  const json = await found.json()
  if (!found.ok) throw new Error(json.detail)
  return json
}

const register = async () => {
  const handle = typed('handle')
  const found = await answer((await keys('readonly')).get(handle))
  const pair = found ?? await makeKey()
  if (!found) await answer((await keys('readwrite')).put(pair, handle))
  const publicKey = await publicKeyHex(pair)
  const { origin } = await read('/v1')
  const proof = await sign(pair, keyStatement({ origin, handle, publicKey }))
  return { appointment: typed('appointment'), publicKey, proof }
}

const vote = async () => {
  const handle = typed('handle')
  const motion = typed('motion')
  const choice = typed('choice')
  const pair = await answer((await keys('readonly')).get(handle))
  if (!pair) throw new Error(element('no-key').textContent)
  const { origin } = await read('/v1')
  const { proposalHash } = await read('/v1/motions/' + encodeURIComponent(motion))
  const nonce = randomNonce()
  const member = typed('member') || handle
  const signature = await sign(pair, voteStatement({ origin, motion, proposalHash, handle: member, choice, nonce }))
  return { choice, nonce, signature, ...(member === handle ? {} : { member }) }
}

const show = (button, output, make) => element(button).addEventListener('click', async () => {
  element('problem').textContent = ''
  try {
    element(output).textContent = JSON.stringify(await make(), null, 2)
  } catch (error) {
    element('problem').textContent = error.message
  }
})

if (globalThis.document) {
  show('make', 'key', register)
  show('sign', 'vote', vote)
}
