struct lecun_log_row {
end : u32, d4 : u32, d3 : u32, d2 : vec2<u32>, d1 : vec2<u32>, d0 : vec2<u32>};
struct lecun_begun {
draws : vec4<u32>, have : u32};
struct lecun_device_args {
word : array<vec4<u32>, 4>};
fn lecun_wide_product(a : u32, b : u32) -> vec2<u32> {
    let a0 : u32 = a & 0xffffu;
    let a1 : u32 = a >> 16u;
    let b0 : u32 = b & 0xffffu;
    let b1 : u32 = b >> 16u;
    let middle : u32 = (a1 * b0) + ((a0 * b0) >> 16u);
    let other : u32 = (a0 * b1) + (middle & 0xffffu);
    return vec2<u32>((a * b), (((a1 * b1) + (middle >> 16u)) + (other >> 16u)));
}
fn lecun_wide_sum(a : vec2<u32>, b : vec2<u32>) -> vec2<u32> {
    let low : u32 = a.x + b.x;
    return vec2<u32>((low), ((a.y + b.y) + select(0u, 1u, low < a.x)));
}
fn lecun_wide_difference(a : vec2<u32>, b : vec2<u32>) -> vec2<u32> {
    return vec2<u32>((a.x - b.x), ((a.y - b.y) - select(0u, 1u, a.x < b.x)));
}
fn lecun_wide_left(a : vec2<u32>, n : u32) -> vec2<u32> {
    return vec2<u32>((a.x << n), ((a.y << n) | ((a.x >> 1u) >> (31u - n))));
}
fn lecun_wide_right(a : vec2<u32>, n : u32) -> vec2<u32> {
    return vec2<u32>(((a.x >> n) | ((a.y << 1u) << (31u - n))), (a.y >> n));
}
fn lecun_times_32(a : vec2<u32>, b : u32) -> vec2<u32> {
    let low : vec2<u32> = lecun_wide_product(a.x, b);
    return vec2<u32>((low.x), (low.y + (a.y * b)));
}
fn lecun_times_high(a : vec2<u32>, b : vec2<u32>) -> vec2<u32> {
    let middle : u32 = lecun_wide_product((a).y, (b).x).y;
    let other : u32 = lecun_wide_product((a).x, (b).y).y;
    return lecun_wide_sum(lecun_wide_sum(lecun_wide_product((a).y, (b).y), vec2<u32>((middle), (0u))), vec2<u32>((other),
    (0u)));
}
fn lecun_square_high(a : vec2<u32>) -> vec2<u32> {
    return lecun_wide_sum(lecun_wide_product((a).y, (a).y), lecun_wide_right(lecun_wide_product((a).y, (a).x), 31u));
}
fn lecun_times_32_high(a : vec2<u32>, b : u32) -> vec2<u32> {
    let low : u32 = lecun_wide_product((a).x, b).y;
    return lecun_wide_sum(lecun_wide_product((a).y, b), vec2<u32>((low), (0u)));
}
fn lecun_absolute(x : vec2<u32>) -> vec2<u32> {
    return select(x, lecun_wide_difference(vec2<u32>((0u), (0u)), x), ((x).y >> 31u) != 0u);
}
fn lecun_to_24_bits(x : vec2<u32>) -> u32 {
    let top : u32 = (x).y >> 8u;
    let up : u32 = (top & 1u) | select(0u, 1u, (x).x != 0u);
    return top + (((((x).y & 0xffu) + 0x7fu) + up) >> 8u);
}
fn lecun_philox_words(counter : vec4<u32>, key : vec2<u32>) -> vec4<u32> {
    var c0 : u32 = counter.x;
    var c1 : u32 = counter.y;
    var c2 : u32 = counter.z;
    var c3 : u32 = counter.w;
    var k0 : u32 = key.x;
    var k1 : u32 = key.y;
    var i : u32 = 0u;
    for (i = 0u; i < 10u; i++) {
        let p0 : vec2<u32> = lecun_wide_product(0xd2511f53u, c0);
        let p1 : vec2<u32> = lecun_wide_product(0xcd9e8d57u, c2);
        c0 = ((p1).y ^ c1) ^ k0;
        c1 = (p1).x;
        c2 = ((p0).y ^ c3) ^ k1;
        c3 = (p0).x;
        k0 = k0 + 0x9e3779b9u;
        k1 = k1 + 0xbb67ae85u;
    }
    return vec4<u32>((c0), (c1), (c2), (c3));
}
fn lecun_shift_to_nearest(x : u32, n : u32) -> u32 {
    return ((x + ((1u << (n - 1u)) - 1u)) + ((x >> n) & 1u)) >> n;
}
fn lecun_float_of_integer(m : u32, bias : u32) -> u32 {
    let zeros : u32 = countLeadingZeros(m | 1u);
    return select(((bias - 1u) - zeros) << 23u, 0u, m == 0u) + ((m << zeros) >> 8u);
}
fn lecun_fraction_product(a : u32, b : u32) -> u32 {
    let product : vec2<u32> = lecun_wide_product((a & 0x7fffffu) | 0x800000u, (b & 0x7fffffu) | 0x800000u);
    let carry : u32 = (product).y >> 15u;
    let bits_48 : vec2<u32> = lecun_wide_left(product, 1u - carry);
    let fraction : u32 = (lecun_wide_right(bits_48, 24u)).x;
    let rest : u32 = (bits_48).x & 0xffffffu;
    return (fraction + (((rest + (fraction & 1u)) + 0x7fffffu) >> 24u)) + (carry << 30u);
}
fn lecun_float_product(a : u32, b : u32) -> u32 {
    let sign : u32 = (a ^ b) & 0x80000000u;
    let ea : u32 = (a >> 23u) & 0xffu;
    let eb : u32 = (b >> 23u) & 0xffu;
    let fraction_and_carry : u32 = lecun_fraction_product(a, b);
    let fraction : u32 = fraction_and_carry & 0x3fffffffu;
    let e : u32 = (ea + eb) + (fraction_and_carry >> 30u);
    if (((ea - 1u) < 254u) && ((eb - 1u) < 254u) && ((e - 128u) < 254u)) {
        return sign | (((e - 128u) << 23u) + fraction);
    }
    if ((ea == 0xffu) || (eb == 0xffu)) {
        return select(sign | 0x7f800000u, 0xffc00000u, (ea == 0u) || (eb == 0u));
    }
    if ((ea == 0u) || (eb == 0u) || (e < 127u)) {
        return sign;
    }
    if (e == 127u) {
        return sign | select(0u, 0x00800000u, fraction == 0x1000000u);
    }
    return sign | 0x7f800000u;
}
fn lecun_float_sum(a : u32, b : u32) -> u32 {
    let change : u32 = (a ^ b) & (0u - select(0u, 1u, (a & 0x7fffffffu) < (b & 0x7fffffffu)));
    let x : u32 = a ^ change;
    let y : u32 = b ^ change;
    let sign : u32 = x & 0x80000000u;
    let ex : u32 = (x >> 23u) & 0xffu;
    let ey : u32 = (y >> 23u) & 0xffu;
    let fx : u32 = ((x & 0x7fffffu) | 0x800000u) << 7u;
    let fy : u32 = ((y & 0x7fffffu) | 0x800000u) << 7u;
    let apart : u32 = select(ex - ey, 31u, (ex - ey) > 31u);
    let near : u32 = fy >> apart;
    let aligned : u32 = select(near | select(0u, 1u, (near << apart) != fy), 0u, ey == 0u);
    let minus : u32 = 0u - ((x ^ y) >> 31u);
    let total : u32 = fx + ((aligned ^ minus) - minus);
    let zeros : u32 = countLeadingZeros(total | 1u);
    let fraction : u32 = lecun_to_24_bits(vec2<u32>((0u), (total << zeros)));
    let e : u32 = (ex + 1u) - zeros;
    if (((ex - 1u) < 254u) && (total != 0u) && ((e - 1u) < 254u)) {
        return sign | (((e - 1u) << 23u) + fraction);
    }
    if (ex == 0u) {
        return (a & b) & 0x80000000u;
    }
    if (ex == 0xffu) {
        return select(x, 0xffc00000u, (ey == 0xffu) && (x == (y ^ 0x80000000u)));
    }
    if (total == 0u) {
        return 0u;
    }
    return sign | select(0u, 0x7f800000u, e == 255u);
}
fn lecun_float_shifted(x : u32, shift : u32) -> u32 {
    if (shift == 0u) {
        return x & (0u - select(1u, 0u, (x << 1u) == 0u));
    }
    return lecun_float_sum(x, shift);
}
fn lecun_float_affine(draw : u32, scale : u32, shift : u32) -> u32 {
    return lecun_float_shifted(lecun_float_product(draw, scale), shift);
}
const lecun_root_table = array<u32, 128> (0xb4510000u, 0xb2ef0000u, 0xb1960000u, 0xb0440000u, 0xaef90000u, 0xadb60000u,
0xac790000u, 0xab430000u, 0xaa140000u, 0xa8eb0000u, 0xa7c70000u, 0xa6aa0000u, 0xa5920000u, 0xa4800000u, 0xa3730000u,
0xa26b0000u, 0xa1680000u, 0xa0690000u, 0x9f700000u, 0x9e7b0000u, 0x9d8a0000u, 0x9c9d0000u, 0x9bb50000u, 0x9ad00000u,
0x99f00000u, 0x99130000u, 0x983a0000u, 0x97640000u, 0x96920000u, 0x95c40000u, 0x94f80000u, 0x94300000u, 0x936b0000u,
0x92a90000u, 0x91ea0000u, 0x912e0000u, 0x90740000u, 0x8fbe0000u, 0x8f0a0000u, 0x8e590000u, 0x8daa0000u, 0x8cfd0000u,
0x8c540000u, 0x8bac0000u, 0x8b070000u, 0x8a640000u, 0x89c30000u, 0x89250000u, 0x88890000u, 0x87ee0000u, 0x87560000u,
0x86c00000u, 0x862b0000u, 0x85990000u, 0x85080000u, 0x84790000u, 0x83ec0000u, 0x83610000u, 0x82d80000u, 0x82500000u,
0x81c90000u, 0x81450000u, 0x80c20000u, 0x80400000u, 0xff010000u, 0xfd0d0000u, 0xfb240000u, 0xf9460000u, 0xf7730000u,
0xf5a90000u, 0xf3ea0000u, 0xf2340000u, 0xf0870000u, 0xeee20000u, 0xed460000u, 0xebb30000u, 0xea270000u, 0xe8a30000u,
0xe7270000u, 0xe5b10000u, 0xe4430000u, 0xe2db0000u, 0xe17a0000u, 0xe0200000u, 0xdecb0000u, 0xdd7c0000u, 0xdc340000u,
0xdaf10000u, 0xd9b30000u, 0xd87b0000u, 0xd7480000u, 0xd61a0000u, 0xd4f10000u, 0xd3cd0000u, 0xd2ad0000u, 0xd1920000u,
0xd07b0000u, 0xcf690000u, 0xce5a0000u, 0xcd500000u, 0xcc4a0000u, 0xcb480000u, 0xca490000u, 0xc94f0000u, 0xc8580000u,
0xc7640000u, 0xc6740000u, 0xc5870000u, 0xc49d0000u, 0xc3b70000u, 0xc2d40000u, 0xc1f40000u, 0xc1160000u, 0xc03c0000u,
0xbf650000u, 0xbe900000u, 0xbdbe0000u, 0xbcef0000u, 0xbc230000u, 0xbb590000u, 0xba910000u, 0xb9cc0000u, 0xb90a0000u,
0xb84a0000u, 0xb78c0000u, 0xb6d00000u, 0xb6170000u, 0xb5600000u);
fn lecun_float_root(bits : u32) -> u32 {
    let inverse : u32 = lecun_root_table[(bits >> 17u) & 127u];
    let x : u32 = ((bits << 8u) | 0x80000000u) >> ((bits >> 23u) & 1u);
    let root_1 : u32 = lecun_wide_product(x, inverse).y;
    let step_1 : u32 = 0xc0000000u - lecun_wide_product(root_1, inverse).y;
    let inverse_2 : u32 = lecun_wide_product(inverse, step_1).y << 1u;
    let root_2 : u32 = lecun_wide_product(root_1, step_1).y << 1u;
    let step_2 : u32 = 0xc0000000u - lecun_wide_product(root_2, inverse_2).y;
    let root : u32 = (lecun_wide_product(root_2, step_2).y - 1u) >> 6u;
    let rest : u32 = (x << 16u) - (root * root);
    let more : u32 = (root - rest) >> 31u;
    return (((bits + 0x3e800000u) >> 24u) << 23u) + (root + more);
}
const lecun_square_table = array<lecun_log_row, 17> (lecun_log_row(0xd0001000u, 0x080751a4u, 0x15575b0cu, vec2<u32>((0xc829048cu),
(0x007ffffbu)), vec2<u32>((0x00000000u), (0x10000000u)), vec2<u32>((0x00000000u), (0x00000000u))), lecun_log_row(0x00001000u,
0x0943a769u, 0x169a21fdu, vec2<u32>((0x06521e47u), (0x008526bfu)), vec2<u32>((0x124d6829u), (0x105197feu)),
vec2<u32>((0x4092d91bu), (0x00286552u))), lecun_log_row(0x00001000u, 0x0a917ffdu, 0x18e7e122u, vec2<u32>((0x86e535d7u),
(0x008e1024u)), vec2<u32>((0xcc24b731u), (0x10db20adu)), vec2<u32>((0x38edde27u), (0x006abbcbu))), lecun_log_row(0x00001000u,
0x0c1c35f4u, 0x1b888b00u, vec2<u32>((0x2c584b5eu), (0x0097e67du)), vec2<u32>((0x11caf6ecu), (0x116e068du)),
vec2<u32>((0x616ea510u), (0x00af4ad2u))), lecun_log_row(0x00001000u, 0x0df199e2u, 0x1e8b3791u, vec2<u32>((0xc8a3eaa2u),
(0x00a2cbc5u)), vec2<u32>((0x3481ed3bu), (0x120b470eu)), vec2<u32>((0x0ccf1ab7u), (0x00f639ccu))), lecun_log_row(0x00001000u,
0x10234951u, 0x22026a26u, vec2<u32>((0x1ecbec0du), (0x00aee84du)), vec2<u32>((0x02fb74e1u), (0x12b404acu)),
vec2<u32>((0x4e085279u), (0x013fb45au))), lecun_log_row(0x00001000u, 0x12c7ed05u, 0x2605019cu, vec2<u32>((0xd6fd6620u),
(0x00bc6c2au)), vec2<u32>((0x065513f1u), (0x13698defu)), vec2<u32>((0xa83c95bau), (0x018beafeu))), lecun_log_row(0x00001000u,
0x15fcf160u, 0x2aaf76f8u, vec2<u32>((0xe439a19fu), (0x00cb911fu)), vec2<u32>((0xb4606f5fu), (0x142d661bu)),
vec2<u32>((0x0289da0eu), (0x01db13dbu))), lecun_log_row(0x00001000u, 0x19e8ef1fu, 0x30258846u, vec2<u32>((0xa9b845bfu),
(0x00dc9d03u)), vec2<u32>((0xa0bb3b55u), (0x15015003u)), vec2<u32>((0x6bfe2232u), (0x022d6b99u))), lecun_log_row(0x00001000u,
0x1ebf16a6u, 0x36947b00u, vec2<u32>((0x0f3f8c8eu), (0x00efe4efu)), vec2<u32>((0x7a361619u), (0x15e75b9du)),
vec2<u32>((0x73008d68u), (0x02833684u))), lecun_log_row(0x00001000u, 0x24c41bfau, 0x3e363532u, vec2<u32>((0xeb9d12b7u),
(0x0105d16au)), vec2<u32>((0x32883c37u), (0x16e1f742u)), vec2<u32>((0xd12e12c6u), (0x02dcc1dcu))), lecun_log_row(0x00001000u,
0x2c5568e4u, 0x47558b48u, vec2<u32>((0x118adf57u), (0x011ee405u)), vec2<u32>((0xe71c9092u), (0x17f405c0u)),
vec2<u32>((0x42b9ababu), (0x033a657du))), lecun_log_row(0x00001000u, 0x35f3cff0u, 0x5254505bu, vec2<u32>((0x375f0516u),
(0x013bbedcu)), vec2<u32>((0x1cb86b44u), (0x1920faf3u)), vec2<u32>((0x07e9bb7du), (0x039c85e3u))), lecun_log_row(0x00001000u,
0x4253c0dfu, 0x5fb4030bu, vec2<u32>((0xa4a73034u), (0x015d2ef7u)), vec2<u32>((0x953e0fc8u), (0x1a6d012au)),
vec2<u32>((0x7e6ddb33u), (0x040396b9u))), lecun_log_row(0x00001000u, 0x5276547du, 0x70226c89u, vec2<u32>((0xa831f659u),
(0x01843aaau)), vec2<u32>((0xca1a9571u), (0x1bdd2ad7u)), vec2<u32>((0x8dce8956u), (0x04701e12u))), lecun_log_row(0x00001000u,
0x6850af7fu, 0x847b9a57u, vec2<u32>((0xa979222du), (0x01b23777u)), vec2<u32>((0x2c939c86u), (0x1d77b51au)),
vec2<u32>((0x18f73110u), (0x04e2b886u))), lecun_log_row(0x00001000u, 0x80751a46u, 0x9eafdde8u, vec2<u32>((0x4f9dc044u),
(0x01e8d66eu)), vec2<u32>((0xd4b90439u), (0x1f44655au)), vec2<u32>((0xac78bd49u), (0x055c1e89u))));
fn lecun_float_square(m : u32) -> u32 {
    let zeros : u32 = countLeadingZeros(m | 1u);
    let depth : u32 = 0x102ffffu - ((m << zeros) >> 8u);
    let row : u32 = select(depth >> 19u, 0u, m == 0u);
    let entry : lecun_log_row = lecun_square_table[row];
    let theta : u32 = ((depth << 13u) >> 1u) + (entry).end;
    let d3 : u32 = (entry).d3 + (lecun_wide_product(theta, (entry).d4).y >> 3u);
    let d2 : vec2<u32> = lecun_wide_sum((entry).d2, lecun_wide_right(lecun_wide_product(theta, d3), 10u));
    let d1 : vec2<u32> = lecun_wide_sum((entry).d1, lecun_times_32_high(d2, theta));
    let d0 : vec2<u32> = lecun_wide_sum((entry).d0, lecun_wide_right(lecun_times_32_high(d1, theta), 5u));
    let log : vec2<u32> = lecun_wide_sum(d0, lecun_times_32(vec2<u32>((0xbe8e7bc0u), (0x058b90bfu)), zeros - 9u));
    let above : u32 = countLeadingZeros((log).y | 1u);
    let fraction : u32 = (((lecun_wide_left(log, above)).y >> 7u) + 1u) >> 1u;
    return select(((131u - above) << 23u) + fraction, 0x4200f1dcu, m == 0u);
}
fn lecun_angle(m : u32) -> vec2<u32> {
    let product : vec2<u32> = lecun_times_32_high(vec2<u32>((0x2168c000u), (0xc90fdaa2u)), m);
    let gone : u32 = 31u - countLeadingZeros((lecun_wide_right(product, 23u)).x | 1u);
    let rounded : vec2<u32> = lecun_wide_sum(product, vec2<u32>(((1u << gone) >> 1u), (0u)));
    return vec2<u32>(((rounded).x & (0xffffffffu << gone)), ((rounded).y));
}
fn lecun_float_sincos(m : u32) -> vec2<u32> {
    let n : u32 = (m + 0x100000u) >> 21u;
    let x : vec2<u32> = lecun_wide_difference(lecun_angle(m), lecun_times_32(vec2<u32>((0x54442d18u), (0x001921fbu)),
    n));
    let negative : u32 = (x).y >> 31u;
    let r : vec2<u32> = lecun_wide_left(lecun_absolute(x), 12u);
    let r2 : vec2<u32> = lecun_square_high(r);
    let s3 : vec2<u32> = lecun_wide_left(vec2<u32>((lecun_wide_product((r2).y, 0xcca759bcu).y), (0u)), 20u);
    let s2 : vec2<u32> = lecun_wide_difference(vec2<u32>((0xa4617880u), (0x02220ec0u)), s3);
    let s1 : vec2<u32> = lecun_wide_difference(vec2<u32>((0x2b4c0600u), (0x2aaaa8b3u)), lecun_times_high(r2,
    s2));
    let s : vec2<u32> = lecun_wide_difference(r, lecun_times_high(r, lecun_times_high(r2, s1)));
    let c4 : vec2<u32> = lecun_wide_left(vec2<u32>((lecun_wide_product((r2).y, 0xcc9a1814u).y), (0u)), 17u);
    let c3 : vec2<u32> = lecun_wide_difference(vec2<u32>((0xa268d674u), (0x005b021fu)), c4);
    let c2 : vec2<u32> = lecun_wide_difference(vec2<u32>((0x83478c80u), (0x0aaaa9f0u)), lecun_times_high(r2,
    c3));
    let c1 : vec2<u32> = lecun_wide_difference(vec2<u32>((0x31887000u), (0x7ffffff4u)), lecun_times_high(r2,
    c2));
    let c : u32 = (lecun_times_high(r2, c1)).y;
    let cosine : u32 = 0x3e800000u + (((0x7fffffffu - (c >> 1u)) + 64u) >> 7u);
    let zeros : u32 = countLeadingZeros((s).y | 1u);
    let sine : u32 = select(((125u - zeros) << 23u) + lecun_to_24_bits(lecun_wide_left(s, zeros)), 0u, m == 0u);
    let first : u32 = sine | ((negative ^ ((n + 1u) >> 1u)) << 31u);
    let second : u32 = cosine | ((n >> 1u) << 31u);
    let swap : u32 = (first ^ second) & (0u - (n & 1u));
    return vec2<u32>((first ^ swap), (second ^ swap));
}
fn lecun_float_uniform(m : u32) -> u32 {
    return lecun_float_of_integer(m, 135u);
}
fn lecun_uniform_affine(m : u32, scale : u32, shift : u32) -> u32 {
    let e_scale : u32 = (scale >> 23u) & 0xffu;
    let apart : u32 = (e_scale + 15u) - ((shift >> 23u) & 0xffu);
    if ((apart < 31u) && ((e_scale - 67u) < 133u)) {
        let exact : vec2<u32> = lecun_wide_left(lecun_wide_product(m, (scale & 0x7fffffu) | 0x800000u), 1u);
        let zeros : u32 = countLeadingZeros((lecun_wide_right(exact, 16u)).x | 1u);
        let gone : u32 = select(24u - zeros, 1u, zeros > 23u);
        let odd : u32 = (lecun_wide_right(exact, gone)).x & 1u;
        let carried : vec2<u32> = lecun_wide_sum(exact, vec2<u32>((((1u << (gone - 1u)) - 1u) + odd), (0u)));
        let product : vec2<u32> = lecun_wide_left(lecun_wide_right(carried, gone), gone);
        let other : vec2<u32> = lecun_wide_right(vec2<u32>((0u), (((shift & 0x7fffffu) | 0x800000u) << 7u)), apart);
        let sum : vec2<u32> = select(lecun_wide_sum(other, product), lecun_wide_difference(other, product), ((scale ^ shift) >> 31u) != 0u);
        let sign : u32 = (shift ^ (sum).y) & 0x80000000u;
        let magnitude : vec2<u32> = lecun_absolute(sum);
        let high_zeros : u32 = select(0u, 32u, (magnitude).y == 0u);
        let upper : vec2<u32> = select(magnitude, vec2<u32>((0u), ((magnitude).x)), high_zeros != 0u);
        let more_zeros : u32 = countLeadingZeros((upper).y | 1u);
        let fraction : u32 = lecun_to_24_bits(lecun_wide_left(upper, more_zeros));
        let result : u32 = sign | ((((e_scale + 15u) - (high_zeros + more_zeros)) << 23u) + fraction);
        return select(result, 0u, (upper).y == 0u);
    }
    return lecun_float_affine(lecun_float_uniform(m), scale, shift);
}
fn lecun_float_times_radius(x : u32, radius : u32) -> u32 {
    let fraction_and_carry : u32 = lecun_fraction_product(x, radius);
    let e : u32 = (((x >> 23u) & 0xffu) + (radius >> 23u)) + (fraction_and_carry >> 30u);
    let product : u32 = ((e - 128u) << 23u) + (fraction_and_carry & 0x3fffffffu);
    return (x & 0x80000000u) | select(product, 0u, (x << 1u) == 0u);
}
fn lecun_float_normals(word_0 : u32, word_1 : u32) -> vec2<u32> {
    let radius : u32 = lecun_float_root(lecun_float_square(word_0 & 0x7fffffu));
    let direction : vec2<u32> = lecun_float_sincos(word_1 & 0x7fffffu);
    return vec2<u32>((lecun_float_times_radius(direction.x, radius)), (lecun_float_times_radius(direction.y, radius)));
}
fn lecun_bf16_of_bits(x : u32) -> u32 {
    if ((x & 0x7fffffffu) > 0x7f800000u) {
        return (x >> 16u) | 0x40u;
    }
    return ((x + 0x7fffu) + ((x >> 16u) & 1u)) >> 16u;
}
fn lecun_half_of_bits(x : u32) -> u32 {
    let sign : u32 = (x >> 16u) & 0x8000u;
    let magnitude : u32 = x & 0x7fffffffu;
    if ((magnitude - 0x38800000u) < 0x0f000000u) {
        return sign | lecun_shift_to_nearest(magnitude - (112u << 23u), 13u);
    }
    if (magnitude > 0x7f800000u) {
        return sign | (0x7e00u | ((magnitude >> 13u) & 0x1ffu));
    }
    if (magnitude >= 0x47800000u) {
        return sign | 0x7c00u;
    }
    if (magnitude < 0x33000000u) {
        return sign;
    }
    return sign | lecun_shift_to_nearest((magnitude & 0x7fffffu) | 0x800000u, 126u - (magnitude >> 23u));
}
fn lecun_bits_of_half(h : u32) -> u32 {
    let sign : u32 = (h & 0x8000u) << 16u;
    let exponent : u32 = (h >> 10u) & 0x1fu;
    let fraction : u32 = h & 0x3ffu;
    if ((exponent - 1u) < 30u) {
        return sign | (((exponent + 112u) << 23u) | (fraction << 13u));
    }
    if (exponent == 0u) {
        return sign | lecun_float_of_integer(fraction, 134u);
    }
    return sign | (0x7f800000u | (fraction << 13u));
}
fn lecun_round_bf16(x : u32) -> u32 {
    return lecun_bf16_of_bits(x) << 16u;
}
fn lecun_round_half(x : u32) -> u32 {
    let magnitude : u32 = x & 0x7fffffffu;
    if ((magnitude - 0x38800000u) < 0x0efff000u) {
        return ((x + 0xfffu) + ((x >> 13u) & 1u)) & 0xffffe000u;
    }
    return lecun_bits_of_half(lecun_half_of_bits(x));
}
fn lecun_bf16_affine(draw : u32, scale : u32, shift : u32) -> u32 {
    let product : u32 = lecun_round_bf16(lecun_float_product(lecun_round_bf16(draw), scale));
    return lecun_bf16_of_bits(lecun_float_shifted(product, shift));
}
fn lecun_half_affine(draw : u32, scale : u32, shift : u32) -> u32 {
    let product : u32 = lecun_round_half(lecun_float_product(lecun_round_half(draw), scale));
    return lecun_half_of_bits(lecun_float_shifted(product, shift));
}
fn lecun_group_start(upper : vec2<u32>, group : vec2<u32>, log2_blocks : u32) -> vec4<u32> {
    let low : u32 = (group).x << log2_blocks;
    let high : u32 = ((group).y << log2_blocks) | (((group).x >> 1u) >> (31u - log2_blocks));
    let beyond : u32 = ((group).y >> 1u) >> (31u - log2_blocks);
    let third : u32 = upper.x + beyond;
    return vec4<u32>((low), (high), (third), (upper.y + select(0u, 1u, third < beyond)));
}
fn lecun_rounded_once(weight : u32, element : u32) -> u32 {
    if (element == 5u) {
        return lecun_half_of_bits(weight);
    }
    if (element == 6u) {
        return lecun_bf16_of_bits(weight);
    }
    return weight;
}
fn lecun_scaled_draw(draw : u32, scale : u32, shift : u32, element : u32) -> u32 {
    if (element == 3u) {
        return lecun_half_affine(draw, scale, shift);
    }
    if (element == 4u) {
        return lecun_bf16_affine(draw, scale, shift);
    }
    return lecun_rounded_once(lecun_float_affine(draw, scale, shift), element);
}
fn lecun_uniform_element(word : u32, scale : u32, shift : u32, element : u32) -> u32 {
    if (element == 3u) {
        return lecun_half_affine(lecun_float_uniform((word << 13u) & 0x7fffffu), scale, shift);
    }
    if (element == 4u) {
        return lecun_bf16_affine(lecun_float_uniform((word << 16u) & 0x7fffffu), scale, shift);
    }
    return lecun_rounded_once(lecun_uniform_affine(word & 0x7fffffu, scale, shift), element);
}
fn lecun_with_pair(before : lecun_begun, two : vec2<u32>, outside : u32) -> lecun_begun {
    var b : lecun_begun = before;
    if ((two.x & outside) == 0u) {
        b.draws = vec4<u32>((b.draws.y), (b.draws.z), (b.draws.w), (two.x));
        b.have = b.have + 1u;
    }
    if (((two.y & outside) == 0u) && (b.have < 4u)) {
        b.draws = vec4<u32>((b.draws.y), (b.draws.z), (b.draws.w), (two.y));
        b.have = b.have + 1u;
    }
    return b;
}
fn lecun_begin_group(counter : vec4<u32>, key : vec2<u32>, outside : u32) -> lecun_begun {
    let words : vec4<u32> = lecun_philox_words(counter, key);
    var b : lecun_begun = lecun_begun(words, 0u);
    var two : vec2<u32> = vec2<u32>((words.x), (words.y));
    var i : u32 = 0u;
    for (i = 0u; i < 2u; i++) {
        b = lecun_with_pair(b, lecun_float_normals(two.x, two.y), outside);
        two = vec2<u32>((words.z), (words.w));
    }
    return b;
}
fn lecun_end_group(begun : lecun_begun, counter : vec4<u32>, key : vec2<u32>, outside : u32) -> vec4<u32> {
    var b : lecun_begun = begun;
    var words : vec4<u32> = counter;
    var pair : u32 = 2u;
    for (pair = 2u; b.have < 4u; pair++) {
        if ((pair & 1u) == 0u) {
            words = lecun_philox_words(vec4<u32>((counter.x + (pair >> 1u)), (counter.y), (counter.z), (counter.w)), key);
        }
        else {
            words = vec4<u32>((words.z), (words.w), (0u), (0u));
        }
        b = lecun_with_pair(b, lecun_float_normals(words.x, words.y), outside);
    }
    return b.draws;
}
fn lecun_group_normals(counter : vec4<u32>, key : vec2<u32>, outside : u32) -> vec4<u32> {
    return lecun_end_group(lecun_begin_group(counter, key, outside), counter, key, outside);
}
fn lecun_scaled_draws(a : lecun_device_args, draws : vec4<u32>) -> vec4<u32> {
    let scale : u32 = (a).word[(8) / 4][(8) % 4];
    let shift : u32 = (a).word[(10) / 4][(10) % 4];
    let element : u32 = (a).word[(13) / 4][(13) % 4];
    return vec4<u32>((lecun_scaled_draw(draws.x, scale, shift, element)), (lecun_scaled_draw(draws.y, scale, shift,
    element)), (lecun_scaled_draw(draws.z, scale, shift, element)), (lecun_scaled_draw(draws.w, scale, shift, element)));
}
fn lecun_uniform_elements(a : lecun_device_args, words : vec4<u32>) -> vec4<u32> {
    let scale : u32 = (a).word[(8) / 4][(8) % 4];
    let shift : u32 = (a).word[(10) / 4][(10) % 4];
    let element : u32 = (a).word[(13) / 4][(13) % 4];
    return vec4<u32>((lecun_uniform_element(words.x, scale, shift, element)), (lecun_uniform_element(words.y, scale,
    shift, element)), (lecun_uniform_element(words.z, scale, shift, element)), (lecun_uniform_element(words.w, scale,
    shift, element)));
}
fn lecun_is_diagonal(a : lecun_device_args, at : u32) -> u32 {
    let apart : u32 = (vec2<u32>(((a).word[(0) / 4][(0) % 4]), ((a).word[(1) / 4][(1) % 4]))).x;
    let past : u32 = at - (vec2<u32>(((a).word[(2) / 4][(2) % 4]), ((a).word[(3) / 4][(3) % 4]))).x;
    if ((a).word[(12) / 4][(12) % 4] == 0u) {
        return 0u;
    }
    return select(0u, 1u, ((past % apart) == 0u) && ((past / apart) < (vec2<u32>(((a).word[(14) / 4][(14) % 4]),
    (0u))).x));
}
fn lecun_undrawn_elements(a : lecun_device_args, at : u32) -> vec4<u32> {
    let on : u32 = (a).word[(8) / 4][(8) % 4];
    let off : u32 = (a).word[(10) / 4][(10) % 4];
    return vec4<u32>((select(off, on, lecun_is_diagonal(a, at) != 0u)), (select(off, on, lecun_is_diagonal(a, at + 1u) != 0u)),
    (select(off, on, lecun_is_diagonal(a, at + 2u) != 0u)), (select(off, on, lecun_is_diagonal(a, at + 3u) != 0u)));
}
fn lecun_job_groups(a : lecun_device_args) -> vec2<u32> {
    return lecun_wide_right(lecun_wide_sum(vec2<u32>(((a).word[(6) / 4][(6) % 4]), ((a).word[(7) / 4][(7) % 4])),
    vec2<u32>((((a).word[(4) / 4][(4) % 4] & 3u) + 3u), (0u))), 2u);
}
fn lecun_place(a : lecun_device_args, index : vec2<u32>) -> u32 {
    return (lecun_wide_left(index, 2u)).x - (vec2<u32>(((a).word[(4) / 4][(4) % 4] & 3u), (0u))).x;
}
fn lecun_job_counter(a : lecun_device_args, index : vec2<u32>) -> vec4<u32> {
    let group : vec2<u32> = lecun_wide_sum(lecun_wide_right(vec2<u32>(((a).word[(4) / 4][(4) % 4]), ((a).word[(5) / 4][(5) % 4])),
    2u), index);
    return lecun_group_start(vec2<u32>(((a).word[(2) / 4][(2) % 4]), ((a).word[(3) / 4][(3) % 4])), group, (a).word[(14) / 4][(14) % 4]);
}
fn lecun_device_group(a : lecun_device_args, index : vec2<u32>) -> vec4<u32> {
    if ((a).word[(12) / 4][(12) % 4] <= 1u) {
        return lecun_undrawn_elements(a, lecun_place(a, index));
    }
    if ((a).word[(12) / 4][(12) % 4] == 43u) {
        return lecun_uniform_elements(a, lecun_philox_words(lecun_job_counter(a, index), vec2<u32>(((a).word[(0) / 4][(0) % 4]),
        ((a).word[(1) / 4][(1) % 4]))));
    }
    return lecun_scaled_draws(a, lecun_group_normals(lecun_job_counter(a, index), vec2<u32>(((a).word[(0) / 4][(0) % 4]),
    ((a).word[(1) / 4][(1) % 4])), select(0u, 0x40000000u, (a).word[(12) / 4][(12) % 4] == 41u)));
}
@group(0)@binding(0)var<storage, read_write> lecun_out : array<u32>;
@group(0)@binding(1)var<uniform> lecun_args : lecun_device_args;
var<workgroup> lecun_list_length : atomic<u32>;
var<workgroup> lecun_list_entry : array<u32, 256u>;
var<workgroup> lecun_list_draws : array<vec4<u32>, 256u>;
fn lecun_store_two(at : u32, two : vec2<u32>) {
    let count : u32 = (lecun_args).word[(6) / 4][(6) % 4];
    if (at < count) {
        lecun_out[at >> 1u] = two.x | select(0u, two.y << 16u, (at + 1u) < count);
    }
}
fn lecun_store_16(index : u32, d : vec4<u32>) {
    let at : u32 = lecun_place(lecun_args, vec2<u32>((index), (0u)));
    if ((at & 1u) == 0u) {
        lecun_store_two(at, d.xy);
        lecun_store_two(at + 2u, d.zw);
    }
    else {
        lecun_store_two(at + 1u, d.yz);
        lecun_store_two(at + 3u, vec2<u32>((d.w), (lecun_device_group(lecun_args, vec2<u32>((index + 1u), (0u))).x)));
    }
}
fn lecun_store_32(at : u32, d : vec4<u32>) {
    let count : u32 = (lecun_args).word[(6) / 4][(6) % 4];
    if (at < count) {
        lecun_out[at] = d.x;
    }
    if ((at + 1u) < count) {
        lecun_out[at + 1u] = d.y;
    }
    if ((at + 2u) < count) {
        lecun_out[at + 2u] = d.z;
    }
    if ((at + 3u) < count) {
        lecun_out[at + 3u] = d.w;
    }
}
fn lecun_store(index : u32, d : vec4<u32>) {
    if ((lecun_args).word[(13) / 4][(13) % 4] == 1u) {
        lecun_store_32(lecun_place(lecun_args, vec2<u32>((index), (0u))), d);
    }
    else {
        lecun_store_16(index, d);
    }
}
fn lecun_weights_thread(me : u32, work_group : u32) {
    let index : u32 = (work_group * 64u) + me;
    if (index < (lecun_job_groups(lecun_args)).x) {
        lecun_store(index, lecun_device_group(lecun_args, vec2<u32>((index), (0u))));
    }
}
fn lecun_weights_truncated_thread(me : u32, work_group : u32) {
    let base : u32 = work_group * 256u;
    let groups : u32 = (lecun_job_groups(lecun_args)).x;
    let key : vec2<u32> = vec2<u32>(((lecun_args).word[(0) / 4][(0) % 4]), ((lecun_args).word[(1) / 4][(1) % 4]));
    var i : u32 = 0u;
    if (me == 0u) {
        atomicStore( & lecun_list_length, 0u);
    }
    workgroupBarrier();
    for (i = me; i < 256u; i = i + 64u) {
        if ((base + i) < groups) {
            let b : lecun_begun = lecun_begin_group(lecun_job_counter(lecun_args, vec2<u32>((base + i), (0u))), key, 0x40000000u);
            if (b.have == 4u) {
                lecun_store(base + i, lecun_scaled_draws(lecun_args, b.draws));
            }
            else {
                let at : u32 = atomicAdd( & lecun_list_length, 1u);
                lecun_list_entry[at] = i | (b.have << 16u);
                lecun_list_draws[at] = b.draws;
            }
        }
    }
    workgroupBarrier();
    for (i = me; i < atomicLoad( & lecun_list_length); i = i + 64u) {
        let number : u32 = base + (lecun_list_entry[i] & 0xffffu);
        let b : lecun_begun = lecun_begun(lecun_list_draws[i], lecun_list_entry[i] >> 16u);
        let counter : vec4<u32> = lecun_job_counter(lecun_args, vec2<u32>((number), (0u)));
        lecun_store(number, lecun_scaled_draws(lecun_args, lecun_end_group(b, counter, key, 0x40000000u)));
    }
}
@compute@workgroup_size(64)fn lecun_weights(@builtin(local_invocation_index)me : u32, @builtin(workgroup_id)group : vec3<u32>,
@builtin(num_workgroups)groups : vec3<u32>) {
    lecun_weights_thread(me, group.x + (group.y * groups.x));
}
@compute@workgroup_size(64)fn lecun_weights_truncated(@builtin(local_invocation_index)me : u32, @builtin(workgroup_id)group : vec3<u32>,
@builtin(num_workgroups)groups : vec3<u32>) {
    lecun_weights_truncated_thread(me, group.x + (group.y * groups.x));
}
