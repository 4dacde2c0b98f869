export default { backend: "memory", hosts: { except: ["127.0.0.1"] } };
