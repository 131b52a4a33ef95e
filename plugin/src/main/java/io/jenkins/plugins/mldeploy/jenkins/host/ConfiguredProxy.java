package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.ProxyConfiguration;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/** The proxy of <em>Manage Jenkins, System</em>, with its exceptions, as it is configured when somebody asks. */
final class ConfiguredProxy extends ProxySelector {
    @Override
    public List<Proxy> select(URI address) {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        return List.of(proxy == null ? Proxy.NO_PROXY : proxy.createProxy(address.getHost()));
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException e) {
        Logger.getLogger(ConfiguredProxy.class.getName())
                .log(Level.FINE, e, () -> "no connection to " + address.getHost());
    }
}
