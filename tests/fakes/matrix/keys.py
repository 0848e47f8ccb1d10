"""Keys on the homeserver of the tests: kept, given out, claimed one by one, signed."""

from tests.fakes.matrix.world import JSON, Device, User, World

SIGNING = {
    "master_key": "master_keys",
    "self_signing_key": "self_signing_keys",
    "user_signing_key": "user_signing_keys",
}


def upload(world: World, device: Device, body: JSON) -> JSON:
    """POST /keys/upload."""
    if body.get("device_keys"):
        device.keys = body["device_keys"]
        world.device_changed(device.user)
    device.one_time |= body.get("one_time_keys") or {}
    for name, key in (body.get("fallback_keys") or {}).items():
        device.fallback = {name: key}
        device.unused_fallback = [name.partition(":")[0]]
    return {"one_time_key_counts": {"signed_curve25519": len(device.one_time)}}


def query(world: World, asker: User, body: JSON) -> JSON:
    """POST /keys/query."""
    answer: JSON = {"failures": {}, "device_keys": {}} | {name: {} for name in SIGNING.values()}
    for user_id, wanted in body.get("device_keys", {}).items():
        user = world.users.get(user_id)
        if user is None:
            continue
        devices = (one for one in user.devices.values() if one.keys and (not wanted or one.id in wanted))
        answer["device_keys"][user_id] = {device.id: device.keys for device in devices}
        for name, where in SIGNING.items():
            if name in user.signing and (name != "user_signing_key" or user is asker):
                answer[where][user_id] = user.signing[name]
    return answer


def claim(world: World, body: JSON) -> JSON:
    """POST /keys/claim: each one-time key once, then the fallback key again and again."""
    found: JSON = {}
    for user_id, wanted in body.get("one_time_keys", {}).items():
        user = world.users.get(user_id)
        for device_id in wanted:
            device = user.devices.get(device_id) if user else None
            if device is None:
                continue
            key = _next_key(device)
            if key:
                found.setdefault(user_id, {})[device_id] = key
            world.wake([user_id])
    return {"failures": {}, "one_time_keys": found}


def _next_key(device: Device) -> JSON:
    if device.one_time:
        name = next(iter(device.one_time))
        return {name: device.one_time.pop(name)}
    device.unused_fallback = []
    return dict(device.fallback)


def publish(world: World, user: User, body: JSON) -> JSON:
    """POST /keys/device_signing/upload."""
    user.signing |= {name: key for name, key in body.items() if name in SIGNING}
    world.device_changed(user)
    return {}


def add_signatures(world: World, user: User, body: JSON) -> JSON:
    """POST /keys/signatures/upload: of own devices; those of other people's master keys are taken and forgotten."""
    for device_id, keys in body.get(user.id, {}).items():
        if device_id in user.devices and user.devices[device_id].keys:
            signed = user.devices[device_id].keys.setdefault("signatures", {}).setdefault(user.id, {})
            signed |= keys.get("signatures", {}).get(user.id, {})
    world.device_changed(user)
    return {"failures": {}}
