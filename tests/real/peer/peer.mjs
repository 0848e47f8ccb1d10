// Somebody with a strict Matrix client that shares no code with the bot: matrix-js-sdk, its Rust crypto, and trust in
// signed devices only (MSC4153). It says and reads one JSON object a line.
//
// Environment: PEER_HOMESERVER, PEER_USER, PEER_PASSWORD, and PEER_HOST, whose invitations it accepts.
// It is told  {"id", "do": "send", "room", "content"}    and answers {"id", "event_id"}
//             {"id", "do": "wire", "room"}               and answers {"id", "events"}: what the server has, undecrypted
//             {"id", "do": "fetch", "file"}              and answers {"id", "text"}: an encrypted file in clear
//             {"id", "do": "verify", "room"}             and answers {"id", "emoji"}: of the host, begun in a room, or from
//                                                        device to device without one
//             {"id", "do": "conclude", "agreed"}         and answers {"id", "outcome", "trusted"}: "verified" or a code
//             {"id", "do": "replace"}                    and answers {"id"}: this account has another identity now
// and answers {"id", "error"} to what fails. By itself it says
//             {"ready", "signed"}, {"room", "name"} for each room it is in but spaces, again when the name changes, and
//             {"event_id", "room", "sender", "type", "relation", "content", "clear", "failure", "shield"} for each message
//             of others, again when one that could not be read can be, and {"fault"} for what went wrong.

import { createHash, webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

// The library chats on the console, and standard output is ours alone.
for (const level of ["log", "info", "debug", "trace"]) console[level] = () => {};
console.warn = console.error;

// The one thing of Node 22 that the library needs and Node 20 does not have (without it, syncing stops in silence).
Promise.withResolvers ??= () => {
    const resolvers = {};
    resolvers.promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }));
    return resolvers;
};

const { createClient, ClientEvent, MatrixEventEvent, RoomEvent } = await import("matrix-js-sdk");
const { OnlySignedDevicesIsolationMode, VerificationPhase, VerificationRequestEvent, VerifierEvent } = await import(
    "matrix-js-sdk/lib/crypto-api/index.js"
);

const { PEER_HOMESERVER: baseUrl, PEER_USER: user, PEER_PASSWORD: password, PEER_HOST: host } = process.env;
const HISTORY_PAGE = 100; // events
const LATE = 500; // milliseconds until what was said is known to have been said, as where the line or the machine is slow
const LOOKS = 600;
const LOOK_EVERY = 100; // milliseconds

const tell = (said) => process.stdout.write(`${JSON.stringify(said)}\n`);

async function enter() {
    const login = await createClient({ baseUrl }).loginRequest({
        type: "m.login.password",
        identifier: { type: "m.id.user", user },
        password,
    });
    const options = { baseUrl, userId: user, deviceId: login.device_id, accessToken: login.access_token };
    const client = createClient({ ...options, fetchFn: late });
    await client.initRustCrypto({ useIndexedDB: false });
    const crypto = client.getCrypto();
    crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: (upload) => upload(null) });
    return client;
}

// What others answer may come before our own server has said that it took what they answer to.
async function late(url, options) {
    const answer = await fetch(url, options);
    if (options?.method === "PUT") await new Promise((resolve) => setTimeout(resolve, LATE));
    return answer;
}

function listen(client) {
    client.on(RoomEvent.MyMembership, (room, membership) => accept(client, room, membership));
    client.on(RoomEvent.Name, present);
    client.on(RoomEvent.Timeline, (event) => {
        if (!event.isEncrypted()) report(client, event);
    });
    client.on(MatrixEventEvent.Decrypted, (event) => report(client, event));
}

function present(room) {
    if (room.getMyMembership() === "join" && !room.isSpaceRoom()) tell({ room: room.roomId, name: room.name });
}

async function accept(client, room, membership) {
    present(room);
    if (membership !== "invite" || room.getMember(user)?.events.member?.getSender() !== host) return;
    try {
        await client.getCrypto().userHasCrossSigningKeys(host, true); // keys from a device it has yet to hear of are lost
        await client.joinRoom(room.roomId);
    } catch (error) {
        tell({ fault: `could not join ${room.roomId}: ${error}` });
    }
}

async function report(client, event) {
    if (event.getSender() === user || event.isState() || event.isRedaction()) return;
    const encryption = event.isEncrypted() ? await client.getCrypto().getEncryptionInfoForEvent(event) : null;
    tell({
        event_id: event.getId(),
        room: event.getRoomId(),
        sender: event.getSender(),
        type: event.getType(),
        relation: event.getWireContent()["m.relates_to"] ?? {}, // it stands outside of the ciphertext
        content: event.getOriginalContent(), // as it was sent, and not as edits have made it since
        clear: !event.isEncrypted(),
        failure: event.isDecryptionFailure() ? event.decryptionFailureReason : null,
        shield: encryption?.shieldColour ?? null,
    });
}

// Resolves when the other side is ready; rejects when it is not going to be.
function readiness(request) {
    return new Promise((resolve, reject) => {
        const look = () => {
            if (request.phase === VerificationPhase.Ready) resolve();
            if (request.phase === VerificationPhase.Cancelled) reject(new Error(request.cancellationCode));
        };
        request.on(VerificationRequestEvent.Change, look);
        look();
    });
}

// The verification under way: what to say of its emoji, and what comes of it. Its request is held here since the library
// holds it, and whoever waits for it, by weak references alone: where memory is collected meanwhile, nothing more is heard.
let comparing;

const ORDERS = {
    async verify(client, { room }) {
        const crypto = client.getCrypto();
        const devices = room ? null : (await crypto.getUserDeviceInfo([host], true)).get(host);
        const request = room
            ? await crypto.requestVerificationDM(host, room)
            : await crypto.requestDeviceVerification(host, [...devices.keys()][0]);
        comparing = { request };
        await readiness(request);
        const verifier = await request.startVerification("m.sas.v1");
        const shown = new Promise((resolve) => verifier.once(VerifierEvent.ShowSas, resolve));
        const already = verifier.getShowSasCallbacks();
        const ended = verifier.verify().then(
            () => "verified",
            () => request.cancellationCode ?? "cancelled",
        );
        const sas = already ?? (await Promise.race([shown, ended]));
        if (typeof sas === "string") throw new Error(sas);
        comparing = { request, sas, ended };
        return { emoji: sas.sas.emoji.map(([symbol]) => symbol) };
    },

    async conclude(client, { agreed }) {
        const { sas, ended } = comparing;
        if (agreed) await sas.confirm();
        else sas.mismatch();
        const outcome = await ended;
        // What it signed comes back from the server a moment later; where nothing was signed, nothing comes.
        for (let left = outcome === "verified" ? LOOKS : 1; ; left--) {
            const status = await client.getCrypto().getUserVerificationStatus(host);
            const trusted = status.isCrossSigningVerified();
            if (trusted || left <= 1) return { outcome, trusted };
            await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
        }
    },

    async replace(client) {
        const identifier = { type: "m.id.user", user };
        const proven = async (upload) => {
            try {
                await upload(null);
            } catch (error) {
                const session = error.data?.session;
                if (!session) throw error;
                await upload({ type: "m.login.password", identifier, password, session });
            }
        };
        const options = { setupNewCrossSigning: true, authUploadDeviceSigningKeys: proven };
        await client.getCrypto().bootstrapCrossSigning(options);
        return {};
    },

    async send(client, { room, content }) {
        return { event_id: (await client.sendEvent(room, "m.room.message", content)).event_id };
    },

    async wire(client, { room }) {
        const events = [];
        for (let from; ; ) {
            const query = { dir: "b", limit: HISTORY_PAGE, ...(from && { from }) };
            const page = await client.http.authedRequest("GET", `/rooms/${encodeURIComponent(room)}/messages`, query);
            events.unshift(...page.chunk.reverse());
            from = page.end;
            if (!from || page.chunk.length === 0) return { events };
        }
    },

    async fetch(client, { file }) {
        const url = client.mxcUrlToHttp(file.url, undefined, undefined, undefined, true, true, true);
        const answer = await fetch(url, { headers: { Authorization: `Bearer ${client.getAccessToken()}` } });
        if (!answer.ok) throw new Error(`the file is not to be had: ${answer.status}`);
        const sealed = Buffer.from(await answer.arrayBuffer());
        const hash = createHash("sha256").update(sealed).digest("base64").replaceAll("=", "");
        if (hash !== file.hashes.sha256) throw new Error("the file is not the one that was sent");
        const key = await webcrypto.subtle.importKey("jwk", file.key, "AES-CTR", false, ["decrypt"]);
        const counter = Buffer.from(file.iv, "base64");
        const text = await webcrypto.subtle.decrypt({ name: "AES-CTR", counter, length: 64 }, key, sealed);
        return { text: Buffer.from(text).toString() };
    },
};

async function obey(client, line) {
    const order = JSON.parse(line);
    try {
        tell({ id: order.id, ...(await ORDERS[order.do](client, order)) });
    } catch (error) {
        tell({ id: order.id, error: String(error) });
    }
}

const client = await enter();
listen(client);
client.once(ClientEvent.Sync, async () => {
    const crypto = client.getCrypto();
    await crypto.userHasCrossSigningKeys(user, true); // asks the server, as everybody else will
    const status = await crypto.getDeviceVerificationStatus(user, client.getDeviceId());
    tell({ ready: user, signed: status.signedByOwner });
});
await client.startClient({ initialSyncLimit: HISTORY_PAGE });
// The program ends when whoever gave the orders is gone, however they went.
createInterface({ input: process.stdin }).on("line", (line) => obey(client, line)).on("close", () => process.exit(0));
